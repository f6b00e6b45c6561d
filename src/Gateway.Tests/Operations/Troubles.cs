using System.Collections.Concurrent;
using System.Net;
using Demo.AuthServer;
using Demo.AuthServer.Traffic;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Operations;

/// <summary>All that a gateway can be in trouble with, and one that is not.</summary>
internal sealed class Troubles(RedisServer killed, RedisServer silent, WebhookReceiver willing, WebhookReceiver away, WebhookReceiver unwilling)
{
    public const string Healthy = "gateway-healthy";

    private readonly ConcurrentDictionary<World, List<Browser>> _browsers = new();
    private GatewayHost? _second;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IReadOnlyList<Trouble> All =>
        [
            new(Healthy, [], Trouble.With(willing.AddTo), WorkAsync),
            new("gateway-restarted", ["GatewayDown"], Trouble.With(), async (world, step) => await (step is 0 ? world.RestartGatewayAsync() : Task.CompletedTask)),
            new("gateway-without-store", ["GatewayStoreUnreachable"], Trouble.With(ToBeKilled), LoseStoreAsync),
            new("gateway-without-news", ["GatewayChangesNotHeard"], Trouble.With(settings => settings["Gateway:Redis:Configuration"] = silent.Configuration), LoseNewsAsync),
            new(
                "gateway-without-auth-server",
                ["GatewayAuthServerCircuitOpen", "GatewayRefreshesFailing", "GatewayNoRefreshSucceeds", "GatewayServerErrors"],
                Trouble.With(),
                FailRefreshesAsync
            ),
            new("gateway-at-slow-auth-server", ["GatewayRefreshSlow"], Trouble.With(), RefreshSlowlyAsync),
            new("gateway-refused", ["GatewaySessionsRefused"], Trouble.With(), RefuseAsync),
            new("gateway-without-receiver", ["GatewayEventsQueueGrows"], Trouble.With(away.AddTo), OpenAsync),
            new("gateway-at-unwilling-receiver", ["GatewayEventsDropped"], Trouble.With(unwilling.AddTo), OutliveAsync) { Beside = ["GatewayEventsQueueGrows"] },
            new("gateway-misconfigured", ["GatewayConfigurationRefused"], Trouble.With(), MisconfigureAsync),
            new("gateway-without-destination", ["GatewayServerErrors"], Trouble.With(), LoseDestinationAsync),
        ];

    // Two instances, of which one waits for the other's refresh; a cookie of nobody; and a request that wants no session.
    private async Task WorkAsync(World world, int step)
    {
        _second ??= await world.AddInstanceAsync();
        await world.SignInAsync();
        await ShareRefreshAsync(world, world.BrowserAt(_second));
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await NewBrowser(world, new string('x', 43)).GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task ShareRefreshAsync(World world, Browser other)
    {
        (await other.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Expire();
        Task<HttpResponseMessage> first, waiting, joined;
        using (world.Auth.HoldRefreshes())
        {
            var calls = world.Auth.Counters.RefreshCalls.Value;
            first = other.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(calls + 1, Cancellation);
            waiting = world.Browser.GetAsync("/api");
            joined = world.Browser.GetAsync("/api");
            await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(700), Cancellation); // the lease was found held
        }
        foreach (var answer in await Task.WhenAll(first, waiting, joined))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task LoseStoreAsync(World world, int step)
    {
        if (step is 0)
            await killed.KillAsync();
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private void ToBeKilled(Dictionary<string, string?> settings) =>
        (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (killed.Configuration, "00:00:00.500");

    // As by an ACL that somebody has mended.
    private async Task LoseNewsAsync(World world, int step)
    {
        if (step > 0)
            return;
        await silent.CliAsync("ACL", "SETUSER", "default", "resetchannels");
        await silent.CliAsync("CLIENT", "KILL", "TYPE", "pubsub");
    }

    private async Task FailRefreshesAsync(World world, int step)
    {
        if (step is 0)
        {
            await SignInAsync(world, count: 6);
            world.Auth.Faults.SetForRefreshes(FaultMode.Unavailable503);
            world.Expire();
        }
        world.Time.Advance(TimeSpan.FromSeconds(6)); // past what they are backed off by
        await Task.WhenAll(_browsers[world].Select(browser => browser.GetAsync("/api")));
    }

    private static async Task RefreshSlowlyAsync(World world, int step)
    {
        var latency = TimeSpan.FromSeconds(3);
        if (step is 0)
            await world.SignInAsync();
        world.Auth.Faults.Set(new Fault { Latency = latency, OnlyRefreshes = true });
        world.Expire();
        var request = world.Browser.GetAsync("/api");
        await world.Time.TimerStartedAsync(latency, Cancellation);
        world.Time.Advance(latency);
        (await request).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task RefuseAsync(World world, int step)
    {
        await SignInAsync(world, count: 4);
        world.Auth.RevokeSessions(DemoAuthServerOptions.DemoEmail);
        world.Expire();
        foreach (var answer in await Task.WhenAll(_browsers[world].Select(browser => browser.GetAsync("/api"))))
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task OpenAsync(World world, int step)
    {
        if (step is 0)
            await away.GoOfflineAsync();
        await SignInAsync(world, count: 1);
        world.Time.Advance(TimeSpan.FromSeconds(1)); // the dispatcher rests for so long
    }

    private async Task OutliveAsync(World world, int step)
    {
        if (step is 0)
            await unwilling.GoOfflineAsync();
        await SignInAsync(world, count: 1);
        world.Time.Advance(TimeSpan.FromDays(3.1));
    }

    private static async Task MisconfigureAsync(World world, int step)
    {
        if (step > 0)
            return;
        var configuration = world.Service<IConfiguration>();
        configuration["Gateway:Sessions:CacheSize"] = "many";
        ((IConfigurationRoot)configuration).Reload();
        var settling = TimeSpan.FromMilliseconds(200);
        await world.Time.TimerStartedAsync(settling, Cancellation);
        world.Time.Advance(settling);
    }

    private static async Task LoseDestinationAsync(World world, int step)
    {
        if (step is 0)
            await world.Api.GoOfflineAsync();
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    /// <summary>As many browsers sign in; those of before are forgotten.</summary>
    private async Task SignInAsync(World world, int count)
    {
        _browsers[world] = [.. Enumerable.Range(0, count).Select(_ => world.NewBrowser())];
        foreach (var browser in _browsers[world])
            await world.SignInAsync(browser);
    }

    private static Browser NewBrowser(World world, string device)
    {
        var browser = world.NewBrowser();
        browser.DeviceId = device;
        return browser;
    }
}
