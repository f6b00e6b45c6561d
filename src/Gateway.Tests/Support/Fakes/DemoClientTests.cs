using System.Net;
using System.Security.Cryptography;
using Demo.AuthServer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Support.Fakes;

/// <summary>The ways in which the client itself speaks to the demo's auth server: private_key_jwt and pushed requests.</summary>
public sealed class DemoClientTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private DemoAuthServer _server = null!;
    private CodeFlow _flow = null!;

    public ValueTask InitializeAsync() => new(StartAsync(new DemoAuthServerOptions { PushedRequests = true }));

    public async ValueTask DisposeAsync()
    {
        _flow.Dispose();
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task A_registered_key_takes_the_place_of_the_secret()
    {
        _server.Client.PublicKey = new ECDsaSecurityKey(_key);

        (await _flow.ExchangeAsync(await _flow.CodeAsync())).ShouldBe(HttpStatusCode.Unauthorized);
        (await RevokeAsync(Assertion())).ShouldBe(HttpStatusCode.OK);
        (await RevokeAsync(Assertion(audience: $"{_server.Issuer}/token"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Each_assertion_is_good_once_for_this_server_and_this_client_until_it_expires()
    {
        _server.Client.PublicKey = new ECDsaSecurityKey(_key);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var once = Assertion();
        var late = Assertion();

        (await RevokeAsync(once)).ShouldBe(HttpStatusCode.OK);
        (await RevokeAsync(once)).ShouldBe(HttpStatusCode.Unauthorized).TextAt("error").ShouldBe("invalid_client");
        (await RevokeAsync(Assertion(audience: "https://elsewhere.example.com"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await RevokeAsync(Assertion(client: "another"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await RevokeAsync(Assertion(key: stranger))).ShouldBe(HttpStatusCode.Unauthorized);
        (await RevokeAsync(Assertion(), type: "another")).ShouldBe(HttpStatusCode.Unauthorized);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await RevokeAsync(late)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_pushed_request_is_named_by_the_browser_and_answered_once()
    {
        var pushed = (await PushAsync()).ShouldBe(HttpStatusCode.Created);
        pushed["expires_in"]!.GetValue<int>().ShouldBe(60);
        var link = LinkTo(pushed.TextAt("request_uri"));

        (await _flow.Person.VisitAsync(link)).Status.ShouldBe(HttpStatusCode.OK);
        var brought = CodeFlow.Brought(await _flow.Person.SignInAsync(link));

        brought["state"].ShouldBe("the-state");
        (await _flow.ExchangeAsync(brought["code"])).ShouldBe(HttpStatusCode.OK).TextAt("id_token").ShouldNotBeEmpty();
        (await _flow.Person.VisitAsync(link)).Status.ShouldBe(HttpStatusCode.BadRequest);
        _server.Counters.PushedRequests.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_pushed_request_is_checked_and_gets_old()
    {
        (await PushAsync(("code_challenge", null))).ShouldBe(HttpStatusCode.BadRequest).TextAt("error").ShouldBe("invalid_request");
        (await PushAsync(("redirect_uri", "https://elsewhere.example.com/"))).ShouldBe(HttpStatusCode.BadRequest);
        (await PushAsync(("request_uri", "urn:another"))).ShouldBe(HttpStatusCode.BadRequest);
        (await PushAsync(("client_secret", "wrong"))).ShouldBe(HttpStatusCode.Unauthorized);

        var link = LinkTo((await PushAsync()).ShouldBe(HttpStatusCode.Created).TextAt("request_uri"));
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _flow.Person.VisitAsync(link)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task It_can_be_required_and_it_can_be_absent()
    {
        await RestartAsync(new DemoAuthServerOptions { PushedRequests = true, RequirePushedRequests = true });
        (await DiscoverAsync())["require_pushed_authorization_requests"]!.GetValue<bool>().ShouldBeTrue();
        (await _flow.Person.VisitAsync(CodeFlow.Link())).Status.ShouldBe(HttpStatusCode.BadRequest);
        await _flow.Person.SignInAsync(LinkTo((await PushAsync()).ShouldBe(HttpStatusCode.Created).TextAt("request_uri")));

        await RestartAsync(new DemoAuthServerOptions());
        (await DiscoverAsync()).ContainsKey("pushed_authorization_request_endpoint").ShouldBeFalse();
        (await PushAsync()).ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<System.Text.Json.Nodes.JsonObject> DiscoverAsync() =>
        (await _flow.Wire.GetAsync("/.well-known/openid-configuration")).ShouldBe(HttpStatusCode.OK);

    private Task<WireAnswer> PushAsync(params (string Name, string? Value)[] changes) => _flow.Wire.PostFormAsync(
        "/par", [.. CodeFlow.Parameters([("client_secret", "demo-secret"), .. changes]).Select(parameter => (parameter.Key, parameter.Value!))]);

    private static string LinkTo(string requestUri) => $"/authorize?client_id=demo-gateway&request_uri={Uri.EscapeDataString(requestUri)}";

    private Task<WireAnswer> RevokeAsync(string assertion, string type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") =>
        _flow.Wire.PostFormAsync("/revoke", ("token", "any"), ("client_assertion_type", type), ("client_assertion", assertion));

    private string Assertion(string client = "demo-gateway", string? audience = null, ECDsa? key = null)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = client,
            Audience = audience ?? _server.Issuer,
            IssuedAt = now,
            Expires = now + TimeSpan.FromMinutes(1),
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key ?? _key), SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = client, ["jti"] = Guid.NewGuid().ToString() },
        });
    }

    private async Task StartAsync(DemoAuthServerOptions options)
    {
        _server = await DemoAuthServer.StartAsync(options, _time);
        _flow = new CodeFlow(_server);
    }

    private async Task RestartAsync(DemoAuthServerOptions options)
    {
        _flow.Dispose();
        await _server.DisposeAsync();
        await StartAsync(options);
    }
}
