namespace Gateway.Configuration;

/// <summary>Whether the addresses to listen on are some. The server itself would find out only once it starts.</summary>
internal sealed class AddressesCheck(IConfiguration configuration) : IConfigurationCheck
{
    private const string Urls = "urls";

    public Task<IReadOnlyList<Fault>> RunAsync() => Task.FromResult<IReadOnlyList<Fault>>([.. Check()]);

    private IEnumerable<Fault> Check() =>
        from address in (configuration[Urls] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => (Key: Urls, Url: url))
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => (Key: $"{endpoint.Path}:Url", Url: endpoint["Url"] ?? "")))
        where address.Url.Length > 0 && !IsAddress(address.Url)
        select new Fault(address.Key, $"{Quoted.Of(address.Url)} is no address to listen on, such as http://0.0.0.0:8080");

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
