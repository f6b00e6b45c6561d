using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Gateway.Tests.Operations;

/// <summary>Runs a theory once for each alert in ops/prometheus.</summary>
public sealed class EveryAlert : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. OpsFiles.Alerts.Select(alert => new TheoryDataRow<string>(alert))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
