using System.Net;
using System.Text;
using Demo.AuthServer;

namespace Gateway.Tests.Support.Fakes;

public sealed class DemoTokenEndpointTests : IAsyncLifetime
{
    private static readonly (string, string) Client = ("client_id", "demo-gateway");
    private static readonly (string, string) Secret = ("client_secret", "demo-secret");

    private DemoAuthServer _server = null!;
    private Wire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoAuthServer.StartAsync(new DemoAuthServerOptions(), new FakeTime());
        _wire = new Wire(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_authenticates_the_client_in_two_ways()
    {
        (string, string)[] grant =
        [
            ("grant_type", "password"), ("username", DemoAuthServerOptions.DemoEmail), ("password", DemoAuthServerOptions.DemoPassword),
        ];

        (await _wire.PostFormAsync("/token", [.. grant, Client, Secret])).ShouldBe(HttpStatusCode.OK);
        (await _wire.PostAsync("/token", Wire.Form(grant), ("Authorization", Basic("demo-gateway", "demo-secret")))).ShouldBe(HttpStatusCode.OK);

        var refused = await _wire.PostAsync("/token", Wire.Form(grant), ("Authorization", Basic("demo-gateway", "wrong")));
        refused.ShouldBe(HttpStatusCode.Unauthorized).TextAt("error").ShouldBe("invalid_client");
        refused.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");
        (await _wire.PostFormAsync("/token", grant)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _wire.PostAsync("/token", Wire.Form([.. grant, Client, Secret]), ("Authorization", Basic("demo-gateway", "demo-secret"))))
            .ShouldBe(HttpStatusCode.BadRequest).TextAt("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task It_refreshes_and_names_its_errors()
    {
        var token = await PasswordGrantAsync();

        var answer = await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));
        answer.ShouldBe(HttpStatusCode.OK).ShouldHaveOnly("access_token", "refresh_token", "token_type", "expires_in");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();

        (await ErrorAsync(("grant_type", "refresh_token"), ("refresh_token", token))).ShouldBe("invalid_grant");
        (await ErrorAsync(("grant_type", "refresh_token"))).ShouldBe("invalid_request");
        (await ErrorAsync(("grant_type", "client_credentials"))).ShouldBe("unsupported_grant_type");
        (await ErrorAsync()).ShouldBe("invalid_request");
        _server.Counters.RefreshCalls.Value.ShouldBe(3);
    }

    [Fact]
    public async Task A_refresh_that_repeats_offline_access_is_refused_and_uses_nothing_up()
    {
        var token = await PasswordGrantAsync(("scope", "openid offline_access"));

        (await ErrorAsync(("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid offline_access"))).ShouldBe("invalid_scope");
        (await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid"))).ShouldBe(HttpStatusCode.OK).TextAt("scope").ShouldBe("openid");
    }

    private Task<WireAnswer> TokenAsync(params (string, string)[] fields) => _wire.PostFormAsync("/token", [.. fields, Client, Secret]);

    private async Task<string> ErrorAsync(params (string, string)[] fields) =>
        (await TokenAsync(fields)).ShouldBe(HttpStatusCode.BadRequest).TextAt("error");

    private async Task<string> PasswordGrantAsync(params (string, string)[] more) => (await TokenAsync(
    [
        ("grant_type", "password"), ("username", DemoAuthServerOptions.DemoEmail), ("password", DemoAuthServerOptions.DemoPassword), .. more,
    ])).ShouldBe(HttpStatusCode.OK).TextAt("refresh_token");

    private static string Basic(string id, string secret) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))}";
}
