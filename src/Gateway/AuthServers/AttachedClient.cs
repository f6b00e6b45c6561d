namespace Gateway.AuthServers;

/// <summary>A client in code and the name that it gave, once; empty, where it has none to give.</summary>
internal sealed record AttachedClient(string Name, IAuthServerClient Client)
{
    public static AttachedClient Of(IAuthServerClient client)
    {
        try
        {
            return new(client.Name ?? "", client);
        }
        catch (Exception) // anybody's code; that it has no name is a fault of the configuration, and told with all others
        {
            return new("", client);
        }
    }
}
