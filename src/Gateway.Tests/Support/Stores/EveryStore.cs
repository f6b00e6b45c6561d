using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Gateway.Tests.Support.Stores;

/// <summary>Runs a theory once on the embedded store and once on a real Redis.</summary>
public sealed class EveryStore : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<StoreKind>(StoreKind.Embedded), new TheoryDataRow<StoreKind>(StoreKind.Redis)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
