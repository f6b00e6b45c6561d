using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>
/// The primary is away, and a replica that answers is far behind: here it knows nothing at all. Nobody takes that for the truth. Fails when a read may go to a
/// replica (<c>RedisConnection.AtPrimary</c>); that every read says so: <see cref="Conventions.HouseTests"/>.
/// </summary>
public sealed class StaleReplica : IAsyncLifetime
{
    // What a gateway may well ask of a replica, to know what it is.
    private static readonly string[] Background = ["auth", "client", "cluster", "config", "echo", "hello", "info", "ping", "publish", "select", "sentinel", "subscribe", "unsubscribe"];

    private RedisServer _primary = null!;
    private RedisServer _replica = null!;

    public async ValueTask InitializeAsync()
    {
        _primary = await RedisServer.StartAsync();
        _replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{FreePort.Next()}"); // of one that it has never reached
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_primary is not null)
            await _primary.DisposeAsync();
        if (_replica is not null)
            await _replica.DisposeAsync();
    }

    [Fact]
    public async Task What_it_does_not_know_has_neither_ended_nor_never_been()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            settings["Gateway:Redis:Configuration"] = $"{_primary.Configuration},{_replica.Configuration}";
            settings["Gateway:Redis:Timeout"] = "00:00:00.200";
            AdminClient.Allow(settings);
        });
        await world.SignInAsync();
        var other = await world.AddInstanceAsync();
        var there = world.NewBrowser(other);
        there.DeviceId = world.Browser.DeviceId;
        var signingIn = world.NewBrowser();
        var callback = await world.ToCallbackAsync(browser: signingIn);
        using var admin = new AdminClient(world.Gateway);

        await _primary.KillAsync();

        await ShouldBeUnavailableAsync(await there.GetAsync("/api/page"));
        await ShouldBeUnavailableAsync(await world.Browser.GetAsync("/auth/devices"));
        (await admin.GetAsync($"/sessions?user={OpenIdServer.User}")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await world.LogOutAsync(world.Server.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        world.Time.Advance(TimeSpan.FromMinutes(2)); // past CacheMaxAge, so it is looked at again
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var asked = (await _replica.CommandsAsync()).Select(command => command.Split('|')[0]).Distinct().Except(Background, StringComparer.Ordinal);
        asked.ShouldBeEmpty();
        await ShouldBeUnavailableAsync(await signingIn.GetAsync(callback.ToString())); // here the distributed cache does ask, and is not believed

        await _primary.RunAsync();
        await other.StoreIsBackAsync();
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task ShouldBeUnavailableAsync(HttpResponseMessage answer)
    {
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        answer.ClearsCookie().ShouldBeFalse();
    }
}
