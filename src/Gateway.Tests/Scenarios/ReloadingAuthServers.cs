using System.Net;
using Gateway.AuthServers;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>Auth servers that come, change and go while the gateway runs.</summary>
public sealed class ReloadingAuthServers
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when an auth server is built once. The session stays, for it is none of the change's business.
    [Fact]
    public async Task An_auth_servers_new_address_and_secret_are_used_for_the_next_refresh()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();

        (await world.ReloadAsync(("Gateway:AuthServers:default:BaseAddress", world.Api.Address.ToString()), ("Gateway:AuthServers:default:Refresh:Headers:X-Key", "two"))).ShouldBe("taken");
        world.Api.AnswerNext(new DestinationAnswer { Body = """{"access_token":"from-there","refresh_token":"next"}""" });
        world.Expire();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var (refresh, forwarded) = (await world.Api.NextRequestAsync(Cancellation), await world.Api.NextRequestAsync(Cancellation));
        (refresh.Path, refresh.Header("X-Key")).ShouldBe(("/refresh", "two"));
        (forwarded.Path, forwarded.Header("Authorization")).ShouldBe(("/api", "Bearer from-there"));
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    // Fails when a change is checked against the auth servers that are at work.
    [Fact]
    public async Task An_auth_server_comes_and_goes_with_the_route_that_signs_in_there()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var both = new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Gateway:AuthServers:second:BaseAddress"] = world.Auth.Address.ToString(),
                ["Gateway:AuthServers:second:Refresh:Path"] = "/refresh",
                ["Gateway:AuthServers:second:Refresh:Fields:refresh_token"] = "{refresh_token}",
                ["ReverseProxy:Routes:second:ClusterId"] = "api",
                ["ReverseProxy:Routes:second:Match:Path"] = "/second",
                ["ReverseProxy:Routes:second:Metadata:Session"] = "SignIn",
                ["ReverseProxy:Routes:second:Metadata:AuthServer"] = "second",
            },
        };
        world.Api.Answer = _ => new DestinationAnswer { Body = """{"access_token":"theirs","refresh_token":"theirs-too"}""" };

        var routed = world.Gateway.Services.RoutesChangedAsync();
        (await world.ReloadAsync(configuration => configuration.Sources.Add(both))).ShouldBe("taken");
        await routed;
        (await world.Browser.PostAsync("/second")).SetsCookie().ShouldBeTrue();

        routed = world.Gateway.Services.RoutesChangedAsync();
        (await world.ReloadAsync(configuration => configuration.Sources.Remove(both))).ShouldBe("taken");
        await routed;
        (await world.Browser.PostAsync("/second")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    // A route that signs people in at a server that is gone is a fault, as it is at start.
    [Fact]
    public async Task An_auth_server_that_a_route_needs_cannot_be_taken_away()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var keys = world.AllSettings.Keys.Where(key => key.StartsWith("Gateway:AuthServers:default:", StringComparison.Ordinal));

        (await world.ReloadAsync([.. keys.Select(key => (key, (string?)null))])).ShouldBe("refused");

        (await world.SignInAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when an entry that is read anew has lost its client, or a client is given the entry of the start.
    [Fact]
    public async Task An_auth_server_in_code_stays_with_its_entry_and_is_given_what_has_changed()
    {
        using var client = new DemoInCode();
        await using var world = await World.StartAsync(StoreKind.Embedded, AuthServersInCode.Undescribe, configure: services => services.AddSingleton<IAuthServerClient>(client));
        await world.SignInAsync();

        (await world.ReloadAsync(("Gateway:AuthServers:default:ClientId", "new"))).ShouldBe("taken");
        world.Expire();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (client.Calls, client.Entry!.ClientId).ShouldBe((1, "new"));

        (await world.ReloadAsync(("Gateway:AuthServers:default:Refresh:Path", "/refresh"))).ShouldBe("refused");
    }
}
