using Gateway.Configuration;
using Gateway.Tests.Support;

namespace Gateway.Tests.Configuration;

/// <summary>Settings that the contract names already are no faults, and nobody is left to think that they work.</summary>
public sealed class PlannedSettingsTests
{
    [Theory]
    [InlineData("Gateway:Observability", true)]
    [InlineData("Gateway:Observability:OtlpEndpoint", true)]
    [InlineData("gateway:events:webhook:url", true)]
    [InlineData("Gateway:Protection:TrustedOrigins:0", false)]
    [InlineData("Gateway:Observabilities", false)]
    [InlineData("Gateway:Protection:TrustedProxies", false)]
    public void They_are_known_by_their_keys(string key, bool planned) => PlannedSettings.Contains(key).ShouldBe(planned);

    [Fact]
    public async Task A_gateway_that_is_given_one_starts_and_warns_of_it_without_its_value()
    {
        using var directory = new TempDirectory();
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, new Dictionary<string, string?> { ["Gateway:Observability:OtlpEndpoint"] = "a-secret-value" });

        gateway.Log.ShouldContain("Gateway:Observability:OtlpEndpoint");
        gateway.Log.ShouldContain("has no effect in this version");
        gateway.Log.ShouldNotContain("a-secret-value");
    }
}
