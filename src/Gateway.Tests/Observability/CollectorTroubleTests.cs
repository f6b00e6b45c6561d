using Gateway.Observability;

namespace Gateway.Tests.Observability;

/// <summary>What is told of a collector; that it is told, and how often, is seen in <see cref="Scenarios.Logs"/>.</summary>
public sealed class CollectorTroubleTests
{
    // Fails when a collector's own words are logged: it may repeat the key that it was sent.
    [Fact]
    public void Addresses_and_exceptions_are_told_and_nothing_that_a_collector_says() =>
        CollectorTrouble
            .Explain("ExportFailed", ["http://collector:4318/v1/traces", "System.Net.Http.HttpRequestException: refused\n   at a place", "you sent Bearer a-secret", 401, null])
            .ShouldBe("ExportFailed http://collector:4318/v1/traces System.Net.Http.HttpRequestException: refused");
}
