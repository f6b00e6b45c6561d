using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Sessions;

/// <summary>What the store did not answer is remembered for a moment, of that part of it that did not answer.</summary>
public sealed class StoreOutageTests
{
    // Fails when all of a Cluster is one part, and when an answer from elsewhere takes the memory away.
    [Theory, EveryStore]
    public async Task In_a_Cluster_the_silence_of_one_primary_says_nothing_of_the_others(StoreKind kind)
    {
        await using var world = await World.StartAsync(kind);
        var (outage, parts) = (world.Service<StoreOutage>(), world.Service<RedisParts>());
        const string record = "gateway:session:one";
        var elsewhere = Enumerable.Range(0, 1000).Select(number => $"gateway:session:{number}").FirstOrDefault(other => parts.Of(other) != parts.Of(record));
        (elsewhere is not null).ShouldBe(kind is StoreKind.Cluster);

        await outage.HearAsync(record, Task.FromResult<StoreAnswer>(StoreAnswer.Unavailable.Instance));

        outage.IsNow(record).ShouldBeTrue();
        if (elsewhere is not null)
        {
            outage.IsNow(elsewhere).ShouldBeFalse();
            await outage.HearAsync(elsewhere, Task.FromResult<StoreAnswer>(StoreAnswer.Gone.Instance));
            outage.IsNow(record).ShouldBeTrue();
        }
        await outage.HearAsync(record, Task.FromResult<StoreAnswer>(StoreAnswer.Gone.Instance));
        outage.IsNow(record).ShouldBeFalse();
    }
}
