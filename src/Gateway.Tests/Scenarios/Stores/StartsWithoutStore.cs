using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>
/// A gateway that is started while nobody tells where the primary is: it listens, keeps every cookie, is not ready, and comes right by itself. That one
/// without Sentinel does so too: <see cref="StoreFailures"/>.
/// </summary>
public sealed class StartsWithoutStore
{
    private const string Password = "a-password";

    [Theory]
    [InlineData(false)] // no sentinel answers
    [InlineData(true)] // one does, and the primary that it names does not
    public async Task It_finds_its_way_when_a_sentinel_leads_to_a_primary(bool hasSentinel)
    {
        await using var primary = await RedisServer.StartAsync("--requirepass", Password);
        var port = FreePort.Next();
        await using var early = hasSentinel ? await StartSentinelAsync(primary, port) : null;
        string device;
        await using (var before = await StartAsync(primary.Configuration))
        {
            await before.SignInAsync();
            device = before.Browser.DeviceId!;
        }
        if (hasSentinel)
            await primary.KillAsync();

        await using var world = await StartAsync($"127.0.0.1:{port},serviceName={RedisSentinel.ServiceName}");
        world.Browser.DeviceId = device;
        (await world.Browser.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refused = await world.Browser.GetAsync("/api");
        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        refused.SetsCookie().ShouldBeFalse();

        if (hasSentinel)
            await primary.RunAsync();
        await using var late = hasSentinel ? null : await StartSentinelAsync(primary, port);
        await world.StoreIsBackAsync();

        (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<RedisSentinel> StartSentinelAsync(RedisServer primary, int port) => RedisSentinel.StartAsync(primary, Password, hasReplica: false, port);

    private static Task<World> StartAsync(string configuration) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = $"{configuration},password={Password}";
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
            }
        );
}
