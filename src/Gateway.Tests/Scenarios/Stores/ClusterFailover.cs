using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios.Stores;

/// <summary>
/// One of a Cluster's primaries is killed under load, and its replica takes over when somebody has been made to wait. Fails when sessions are counted by a view of the
/// cluster that is older than that.
/// </summary>
public sealed class ClusterFailover
{
    [Fact]
    public async Task The_sessions_of_its_slots_wait_and_those_of_others_go_on()
    {
        await using var cluster = await RedisCluster.StartAsync();
        var primary = cluster.Nodes[0];
        var replica = await cluster.AddReplicaAsync(primary);
        await using var crowd = await Crowd.StartAsync(cluster.Configuration + ",configCheckSeconds=1"); // five, by default
        const int Waiting = 0, GoingOn = 1;
        await crowd.SignInUntilAsync(Waiting, async record => await cluster.HolderAsync(record) == primary);
        await crowd.SignInUntilAsync(GoingOn, async record => await cluster.HolderAsync(record) != primary);
        await primary.IsReplicatedAsync();

        await crowd.AskDuringAsync(async () =>
        {
            await cluster.KillAsync(primary);
            await crowd.RefusedAsync();
            await crowd.ServedAnewAsync(GoingOn);
            (await crowd.CountAsync()).ShouldBeNull("a part was taken for the whole");
            await replica.SayAsync("CONFIG", "SET", "cluster-replica-no-failover", "no");
            await replica.LoggedAsync("Failover election won");
        });

        crowd.RefusalsOf(Waiting).ShouldBePositive();
        crowd.RefusalsOf(GoingOn).ShouldBe(0);
        await crowd.ShouldBeWellAsync();
    }
}
