using Gateway.Tests.Support.Docker;

namespace Gateway.Tests.Support;

/// <summary>For tests that would take the machine from others: they run one after the other, when all else has run. What was built for one is there for the next.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class RunsAlone : ICollectionFixture<ImageBuilder>;
