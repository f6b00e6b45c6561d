using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>A primary that is killed under load, and its replica takes over: nobody is signed out, refreshes wait, and no gateway is started again.</summary>
public sealed class Failover
{
    private const string Password = "a-password";
    private static readonly string[] Credentials = ["--requirepass", Password, "--masterauth", Password];

    [Fact]
    public async Task By_hand_of_two_endpoints_the_one_that_was_promoted_is_found()
    {
        await using var primary = await RedisServer.StartAsync(Credentials);
        await using var replica = await RedisServer.StartReplicaAsync(primary, Credentials);
        await using var crowd = await Crowd.StartAsync($"{primary.Configuration},{replica.Configuration},password={Password}");

        await crowd.AskDuringAsync(async () =>
        {
            await primary.KillAsync();
            await crowd.RefusedAsync(); // somebody's token is over, and is not refreshed: the replica must not be written to
            await replica.SayAsync("REPLICAOF", "NO", "ONE");
        });

        await crowd.ShouldBeWellAsync();
    }

    [Fact]
    public async Task By_Sentinel_its_new_primary_is_followed_and_a_gateway_starts_that_finds_one_sentinel_away()
    {
        await using var primary = await RedisServer.StartAsync(Credentials);
        await using var replica = await RedisServer.StartReplicaAsync(primary, Credentials);
        await using var sentinel = await RedisSentinel.StartAsync(primary, Password);
        await using var crowd = await Crowd.StartAsync(
            $"127.0.0.1:{FreePort.Next()},{sentinel.Configuration},serviceName={RedisSentinel.ServiceName},password={Password}"
        );

        await crowd.AskDuringAsync(async () =>
        {
            await primary.KillAsync();
            await crowd.RefusedAsync();
            await replica.LoggedAsync("MASTER MODE enabled");
        });

        await crowd.ShouldBeWellAsync();
    }
}
