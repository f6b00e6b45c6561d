using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>One person in two browsers, two auth servers, and a listener of operators.</summary>
internal static class AdminWorld
{
    public static async Task<World> StartAsync(StoreKind store, Action<Dictionary<string, string?>>? change = null)
    {
        var world = await World.StartAsync(
            store,
            settings =>
            {
                AdminClient.Allow(settings);
                settings["Gateway:AuthServers:other:BaseAddress"] = "https://other.example.com";
                settings["Gateway:AuthServers:other:Refresh:Path"] = "/refresh";
                settings["Gateway:AuthServers:other:Refresh:Fields:refresh_token"] = "{refresh_token}";
                change?.Invoke(settings);
            },
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) }
        );
        await world.SignInAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SignInAsync(world.NewBrowser());
        return world;
    }
}
