using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tokens;

namespace Gateway.Tests.AuthServers;

/// <summary>What is wrong between an auth server in code and its entry in the configuration is told at start.</summary>
public sealed class CodedAuthServerFaultsTests
{
    [Theory]
    [InlineData("""{ "default": null }""", null)]
    [InlineData("""{ "default": { "BaseAddress": "https://auth.example.com" } }""", null)]
    [InlineData("""{ "default": { "Authority": "https://id.example.com", "ClientId": "a" } }""", null)]
    [InlineData("""{ "default": { "Refresh": { "Path": "/r" } } }""", "Gateway:AuthServers:default:Refresh: would never be sent: DemoInCode calls this auth server")]
    [InlineData("""{ "default": { "SignOut": { "Path": "/r" } } }""", "Gateway:AuthServers:default:SignOut: would never be sent: DemoInCode calls this auth server")]
    [InlineData("""{ "default": { "ClientId": "odd" } }""", "Gateway:AuthServers:default:ClientId: is odd")]
    [InlineData("""{ "default": { "ClientId": "odd", "MaxConcurrentCalls": "many" } }""", "Gateway:AuthServers:default:ClientId: is odd")] // beside what cannot be read
    [InlineData("""{ "other": { "Authority": "https://id.example.com" } }""", "Gateway:AuthServers:default: is missing: DemoInCode is the client of an auth server of that name")]
    [InlineData("""{ "default": {}, "other": {} }""", "Gateway:AuthServers:other: needs an Authority")]
    public async Task Faults_of_its_entry_are_told(string json, string? fault)
    {
        using var client = new DemoInCode { OnCheck = (entry, key) => entry.ClientId is "odd" ? [new Fault($"{key}:ClientId", "is odd")] : [] };
        using var configured = ConfiguredAuthServer.WithClients(json, client);

        var faults = await configured.FaultsAsync();

        if (fault is null)
            faults.ShouldBeEmpty();
        else
            faults.ShouldContain(found => found.StartsWith(fault, StringComparison.Ordinal), string.Join('\n', faults));
    }

    [Fact]
    public async Task Two_clients_of_one_name_are_a_fault()
    {
        using var client = new DemoInCode();
        using var other = new DemoInCode { Name = "DEFAULT" };
        using var configured = ConfiguredAuthServer.WithClients("""{ "default": {} }""", client, other);

        (await configured.FaultsAsync()).ShouldBe(["Gateway:AuthServers:default: has several clients: DemoInCode, DemoInCode"]);
    }

    // Fails when what a client says of itself is asked for unguarded: the gateway would end with that exception in the place of all faults.
    [Theory]
    [InlineData(true, "Gateway:AuthServers: Faulty has no name to tell, so it is the client of no auth server")]
    [InlineData(false, "Gateway:AuthServers:default: Faulty cannot check it: TimeZoneNotFoundException")]
    public async Task One_that_cannot_say_who_it_is_is_a_fault(bool hasNoName, string fault)
    {
        using var configured = ConfiguredAuthServer.WithClients("""{ "default": {}, "other": { "BaseAddress": "https://auth.example.com" } }""", new Faulty(hasNoName));

        var faults = await configured.FaultsAsync();

        faults.ShouldContain(fault);
        faults.ShouldContain(found => found.StartsWith("Gateway:AuthServers:other:Refresh:Path: is missing", StringComparison.Ordinal));
    }

    private sealed class Faulty(bool hasNoName) : IAuthServerClient
    {
        public string Name => hasNoName ? throw new TimeZoneNotFoundException() : "default";

        public SignOutScope? SignOutScope => throw new TimeZoneNotFoundException();

        public Task<RefreshAnswer> RefreshAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
