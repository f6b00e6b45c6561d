using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Gateway.Tests.Support.Stores;

/// <summary>Runs a theory once on the embedded store, once on a real Redis and once on a Redis Cluster.</summary>
public sealed class EveryStore : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<StoreKind>().Select(kind => new TheoryDataRow<StoreKind>(kind))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
