namespace Gateway.Tests.Support;

/// <summary>For tests that would take the machine from others: they run one after the other, when all else has run.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class RunsAlone;
