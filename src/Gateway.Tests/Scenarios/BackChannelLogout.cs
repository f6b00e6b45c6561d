using System.Net;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>OpenID Connect Back-Channel Logout: the auth server ends sessions here, on every instance.</summary>
public sealed class BackChannelLogout
{
    [Theory]
    [InlineData(StoreKind.Embedded, true)]
    [InlineData(StoreKind.Redis, true)]
    [InlineData(StoreKind.Redis, false)]
    public async Task It_ends_the_session_that_it_names_or_all_of_the_user(StoreKind store, bool bySid)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        var (here, there) = (world.Browser, world.NewBrowser());
        await world.SignInAsync(browser: here);
        world.Server.IdToken = claims => claims["sid"] = "sid-2";
        await world.SignInAsync(browser: there);

        var answer = await world.LogOutAsync(world.Server.LogoutToken(claims => claims.Remove(bySid ? "sub" : "sid")));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        await (await here.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(bySid ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    // Each record lies in a slot of its own, the index that names them all in another. Fails when a script or a transaction takes several of them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_Cluster_it_ends_them_on_whichever_node_each_lies(bool bySid)
    {
        await using var world = await OpenIdWorld.StartAsync(StoreKind.Cluster);
        var other = world.NewBrowser();
        world.Server.IdToken = claims => claims[bySid ? "sid" : "sub"] = "another";
        await world.SignInAsync(browser: other);
        world.Server.IdToken = claims => claims["sid"] = bySid ? "sid-1" : $"{Guid.NewGuid()}";
        var (ended, nodes) = (new List<Browser>(), new HashSet<EndPoint?>());
        var store = world.Store.Connect(world.Gateway).GetDatabase();
        while (nodes.Count < 3)
        {
            var browser = world.NewBrowser();
            await world.SignInAsync(browser: browser);
            ended.Add(browser);
            nodes.Add(await store.IdentifyEndpointAsync(world.Service<SessionKeys>().Record(DeviceId.Parse(browser.DeviceId!)!.Value)));
        }

        (await world.LogOutAsync(world.Server.LogoutToken(claims => claims.Remove(bySid ? "sub" : "sid")))).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var browser in ended)
            await (await browser.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await other.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Other_instances_refuse_within_100_ms()
    {
        await using var world = await OpenIdWorld.StartAsync(StoreKind.Redis);
        var other = await world.AddInstanceAsync();
        await world.SignInAsync();
        var there = world.NewBrowser(other);
        there.DeviceId = world.Browser.DeviceId;
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var record = (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User))!.Single().Record;
        var heard = other.NextChangeOfAsync(record);
        var started = TimeProvider.System.GetTimestamp();

        (await world.LogOutAsync(world.Server.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
        await heard.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMilliseconds(100) + TestSlack, "the whole call, and the news");
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Fails when a logout with a sid looks for sessions of that sid alone.
    [Fact]
    public async Task A_session_that_names_no_sid_ends_with_any_of_its_user()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync(browser: world.NewBrowser());
        world.Server.IdToken = claims => claims.Remove("sid");
        await world.SignInAsync();
        world.Server.IdToken = claims => claims["sid"] = "sid-2";
        var other = world.NewBrowser();
        await world.SignInAsync(browser: other);

        (await world.LogOutAsync(world.Server.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);

        await (await world.Browser.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await other.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when the first auth server of the issuer is taken for the one that is meant.
    [Theory]
    [InlineData(false, OpenIdServer.ClientId)]
    [InlineData(true, "a-client")]
    [InlineData(false, "z-client", OpenIdServer.ClientId)]
    [InlineData(true, "a-client", "z-client")]
    public async Task Of_several_clients_at_one_issuer_each_that_it_is_for_is_told(bool goesOn, params string[] audience)
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            string[] others = ["a", "z"];
            foreach (var name in others)
            {
                settings[$"Gateway:AuthServers:{name}:Authority"] = settings["Gateway:AuthServers:default:Authority"];
                settings[$"Gateway:AuthServers:{name}:ClientId"] = $"{name}-client";
            }
        });
        await world.SignInAsync();

        (await world.LogOutAsync(world.Server.LogoutToken(claims => claims["aud"] = audience))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(goesOn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    // What a busy machine may add to a call.
    private static TimeSpan TestSlack => TimeSpan.FromMilliseconds(400);
}
