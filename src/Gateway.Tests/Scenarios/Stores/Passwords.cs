using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>A Redis with a password. That every story goes well with a user who may do no more than docs/redis.md says is seen wherever one runs on Redis.</summary>
public sealed class Passwords : IAsyncLifetime
{
    private const string Password = "right";

    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync("--requirepass", Password);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_one_signs_nobody_out_and_once_it_is_right_all_goes_on()
    {
        await using var right = await StartAsync(Password);
        await right.SignInAsync();
        await using var world = await StartAsync("wrong");
        world.Browser.DeviceId = right.Browser.DeviceId;

        var refused = await world.Browser.GetAsync("/api");
        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        refused.SetsCookie().ShouldBeFalse();

        await _redis.SayAsync("ACL", "SETUSER", "default", ">wrong"); // one more, as passwords are changed without an outage
        await world.StoreIsBackAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<World> StartAsync(string password) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = $"{_redis.Configuration},password={password}";
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
            }
        );
}
