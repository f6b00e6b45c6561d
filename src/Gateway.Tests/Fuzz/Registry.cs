using Gateway.AuthServers;

namespace Gateway.Tests.Fuzz;

internal static class Registry
{
    /// <summary>Without any auth server.</summary>
    public static readonly AuthServerRegistry Empty = new(new AuthServersOptions(), (_, _) => throw new InvalidOperationException());
}
