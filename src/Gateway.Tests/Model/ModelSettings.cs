namespace Gateway.Tests.Model;

/// <summary>What the instances of one run are told.</summary>
internal sealed class ModelSettings(string prefix, bool isPlain)
{
    public TimeSpan StoreTimeout { get; } = TimeSpan.FromSeconds(1);

    public Dictionary<string, string?> Configuration { get; } =
        new()
        {
            ["Gateway:Redis:Configuration"] = "model:1",
            ["Gateway:Redis:KeyPrefix"] = prefix,
            ["Gateway:Sessions:KeyPattern"] = prefix + "session:{id}",
            ["Gateway:Sessions:Format"] = isPlain ? "Plain" : "Sealed",
            ["Gateway:AuthServers:default:BaseAddress"] = "https://id.example.com",
            ["Gateway:AuthServers:default:Refresh:Path"] = "/refresh",
            ["Gateway:AuthServers:default:Refresh:Fields:refresh_token"] = "{refresh_token}",
        };
}
