using System.Text;
using System.Text.Json;
using Demo.AuthServer;
using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tokens;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.AuthServers;

/// <summary>The configurations in examples/, each against a server that behaves as the one it was written for.</summary>
public sealed class ExamplesTests
{
    private const string Key = "Gateway:AuthServers:default";

    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Repository.PathOf("examples")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_sound_as_it_stands_and_its_routes_lead_somewhere(string name)
    {
        var path = Repository.PathOf("examples", name, "appsettings.json");
        using var configured = ConfiguredAuthServer.FromFile(path, _time);
        (await configured.FaultsAsync()).ShouldBeEmpty();

        var proxy = new ConfigurationBuilder().AddJsonFile(path).Build().GetSection("ReverseProxy");
        var clusters = proxy.GetSection("Clusters").GetChildren().Select(cluster => cluster.Key).ToList();
        var routes = proxy.GetSection("Routes").GetChildren().ToList();
        routes.Select(route => route["ClusterId"]!).Distinct(StringComparer.Ordinal).ShouldBe(clusters, ignoreOrder: true);
        routes.ShouldContain(route => route["Metadata:Session"] == "SignIn");
        routes.ShouldContain(route => route["Metadata:Session"] == "SignOut");
        Repository.PathOf("examples", "README.md").ShouldSatisfyAllConditions(readme => File.ReadAllText(readme).ShouldContain($"]({name}/appsettings.json)"));
    }

    [Fact]
    public async Task Form_login()
    {
        await using var server = await ServerA.StartAsync(_time);
        using var configured = Configure("form-login", server.Address, "");
        using var wire = new Wire(server.Address);

        var granted = SignIn(configured, await wire.PostFormAsync("/login", ("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password)));
        Text(granted.Body).ShouldBe("""{"token_type":"bearer"}""");
        (granted.User, granted.Email).ShouldBe((FakeAuthServer.Email, FakeAuthServer.Email));
        ShouldEnd(granted.Tokens, ServerA.AccessTokenLifetime, ServerA.RefreshTokenLifetime);
        granted.Tokens.AccessLifetime.ShouldBe(ServerA.AccessTokenLifetime, TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromHours(1));
        var fresh = await GrantedAsync(configured, granted.Tokens);
        fresh.RefreshToken.ShouldBe(granted.Tokens.RefreshToken);
        fresh.RefreshExpiry.ShouldBe(granted.Tokens.RefreshExpiry);
        fresh.TokenType.ShouldBe("bearer");
        server.IsCurrentAccessToken(fresh.AccessToken.Reveal()).ShouldBeTrue();

        configured.Server.SignOutScope.ShouldBeNull();
        _time.Advance(ServerA.RefreshTokenLifetime);
        (await RefreshAsync(configured, fresh)).ShouldBe(new RefreshAnswer.Denied("answered 401"));
    }

    [Fact]
    public async Task Form_login_no_refresh_token()
    {
        await using var server = await ServerB.StartAsync(_time);
        using var configured = Configure("form-login-no-refresh-token", server.Address, "api/v1");
        using var wire = new Wire(server.Address);
        (string, string)[] form = [("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password)];
        configured.Server.NeedsRequest.ShouldBeTrue();
        var request = await RequestFields.ParseAsync(
            "application/x-www-form-urlencoded",
            await Wire.Form(form).ReadAsByteArrayAsync(Cancellation),
            Cancellation
        );

        var granted = SignIn(configured, await wire.PostFormAsync("/api/v1/login", form), request);
        (granted.User, granted.Email).ShouldBe(("1", FakeAuthServer.Email));

        _time.Advance(TimeSpan.FromHours(1));
        var fresh = await GrantedAsync(configured, granted.Tokens);
        (fresh.RefreshToken, fresh.RefreshExpiry).ShouldBe((granted.Tokens.RefreshToken, granted.Tokens.RefreshExpiry));
        server.IsCurrentAccessToken(fresh.AccessToken.Reveal()).ShouldBeTrue();

        server.RevokeSessions();
        (await RefreshAsync(configured, fresh)).ShouldBe(new RefreshAnswer.Denied("answered 401"));
    }

    [Fact]
    public async Task Refresh_token_in_cookie()
    {
        await using var server = await ServerC.StartAsync(_time);
        using var configured = Configure("refresh-token-in-cookie", server.Address, "api/auth");
        using var wire = new Wire(server.Address);
        configured.Server.HiddenCookies.ShouldBe([ServerC.AccessCookie, ServerC.RefreshCookie], ignoreOrder: true);

        var granted = SignIn(
            configured,
            await wire.PostJsonAsync("/api/auth/signin", new { email = FakeAuthServer.Email.ToUpperInvariant(), password = FakeAuthServer.Password })
        );
        Text(granted.Body).ShouldBe($$"""{"id":"1","email":"{{FakeAuthServer.Email}}"}""");
        (granted.User, granted.Email).ShouldBe(("1", FakeAuthServer.Email));
        granted.Tokens.RefreshToken.Reveal().ShouldEndWith("=");
        ShouldEnd(granted.Tokens, ServerC.AccessTokenLifetime, ServerC.RefreshTokenLifetime);

        _time.Advance(TimeSpan.FromHours(1));
        var fresh = await GrantedAsync(configured, granted.Tokens);
        (fresh.RefreshToken, fresh.RefreshExpiry).ShouldBe((granted.Tokens.RefreshToken, granted.Tokens.RefreshExpiry));
        server.IsCurrentAccessToken(fresh.AccessToken.Reveal()).ShouldBeTrue();

        server.IsBroken = true;
        (await RefreshAsync(configured, fresh)).ShouldBe(new RefreshAnswer.Unavailable("answered 403", null));
        server.IsBroken = false;

        configured.Server.SignOutScope.ShouldBe(SignOutScope.Device);
        (await configured.Server.SignOutAsync(fresh, Cancellation)).ShouldBe(SignOutOutcome.Told);
        (await RefreshAsync(configured, fresh)).ShouldBe(new RefreshAnswer.Denied("answered 401"));
    }

    [Fact]
    public async Task Nested_tokens()
    {
        await using var server = await ServerD.StartAsync(_time);
        using var configured = Configure("nested-tokens", server.Address, "api/account");
        using var wire = new Wire(server.Address);
        Task<WireAnswer> EnterAsync(string path, string email) =>
            wire.PostJsonAsync($"/api/account/{path}", new { email, password = FakeAuthServer.Password });

        SignIn(configured, await EnterAsync("signup", "new@example.com")).Email.ShouldBe("new@example.com");
        var other = SignIn(configured, await EnterAsync("signin", FakeAuthServer.Email)).Tokens;
        var granted = SignIn(configured, await EnterAsync("signin", FakeAuthServer.Email));
        Text(granted.Body).ShouldBe("""{"tokens":{}}""");
        (granted.User, granted.Email).ShouldBe(("1", FakeAuthServer.Email));
        ShouldEnd(granted.Tokens, ServerD.AccessTokenLifetime, ServerD.RefreshTokenLifetime);

        _time.Advance(TimeSpan.FromHours(1));
        var fresh = await GrantedAsync(configured, granted.Tokens);
        fresh.RefreshToken.ShouldNotBe(granted.Tokens.RefreshToken);
        ShouldEnd(fresh, ServerD.AccessTokenLifetime, ServerD.RefreshTokenLifetime);
        (await RefreshAsync(configured, granted.Tokens)).ShouldBe(new RefreshAnswer.Denied("answered 401"));

        configured.Server.SignOutScope.ShouldBe(SignOutScope.User);
        (await configured.Server.SignOutAsync(fresh, Cancellation)).ShouldBe(SignOutOutcome.Told);
        (await RefreshAsync(configured, other)).ShouldBe(new RefreshAnswer.Denied("answered 401"));

        var deleted = SignIn(configured, await EnterAsync("signin", "new@example.com")).Tokens;
        server.Users.Delete("new@example.com");
        (await RefreshAsync(configured, deleted)).ShouldBe(new RefreshAnswer.Unavailable("answered 404", null));
    }

    [Theory]
    [InlineData("ClientSecretBasic", false)]
    [InlineData("ClientSecretPost", true)]
    public async Task Oauth2(string clientAuthentication, bool opaque)
    {
        await using var server = await DemoAuthServer.StartAsync(
            new DemoAuthServerOptions { ClientId = "gateway", ClientSecret = "s:e%c+r t", OpaqueAccessTokens = opaque, SendRefreshExpiresIn = opaque },
            _time
        );
        using var configured = ConfiguredAuthServer.FromFile(
            Repository.PathOf("examples", "oauth2", "appsettings.json"),
            _time,
            ($"{Key}:Authority", server.Address.ToString()),
            ($"{Key}:ClientSecret", "s:e%c+r t"),
            ($"{Key}:ClientAuthentication", clientAuthentication)
        );
        using var wire = new Wire(server.Address);
        var credentials = new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword };
        var request = await RequestFields.ParseAsync("application/json", JsonSerializer.SerializeToUtf8Bytes(credentials), Cancellation);

        var granted = SignIn(configured, await wire.PostJsonAsync("/login", credentials), request);
        granted.Email.ShouldBe(DemoAuthServerOptions.DemoEmail);
        granted.User.ShouldBe(opaque ? DemoAuthServerOptions.DemoEmail : JsonReading.Claims(granted.Tokens.AccessToken.Reveal()).TextAt("sub"));
        ShouldEnd(granted.Tokens, TimeSpan.FromSeconds(10), TimeSpan.FromDays(14));

        _time.Advance(TimeSpan.FromHours(1));
        var fresh = await GrantedAsync(configured, granted.Tokens);
        fresh.RefreshToken.ShouldNotBe(granted.Tokens.RefreshToken);
        ShouldEnd(fresh, TimeSpan.FromSeconds(10), TimeSpan.FromDays(14));
        server.IsCurrentAccessToken(fresh.AccessToken.Reveal()).ShouldBeTrue();
        server.Counters.RefreshCalls.Value.ShouldBe(1);

        (await configured.Server.SignOutAsync(fresh, Cancellation)).ShouldBe(SignOutOutcome.Told);
        server.Counters.Revocations.Value.ShouldBe(1);
        (await RefreshAsync(configured, fresh)).ShouldBe(new RefreshAnswer.Denied("answered 400 with invalid_grant"));
        string.Join('\n', configured.Log).ShouldNotContain(fresh.RefreshToken.Reveal());
    }

    private ConfiguredAuthServer Configure(string name, Uri server, string basePath) =>
        ConfiguredAuthServer.FromFile(
            Repository.PathOf("examples", name, "appsettings.json"),
            _time,
            ($"{Key}:BaseAddress", new Uri(server, basePath).ToString())
        );

    private static SignInAnswer.Granted SignIn(ConfiguredAuthServer configured, WireAnswer answer, RequestFields? request = null)
    {
        var reply = new SignInReply((int)answer.Status, "application/json", answer.SetCookies, Encoding.UTF8.GetBytes(answer.Body));
        return configured.Server.ReadSignIn(reply, request ?? RequestFields.None).ShouldBeOfType<SignInAnswer.Granted>();
    }

    private static Task<RefreshAnswer> RefreshAsync(ConfiguredAuthServer configured, TokenSet tokens) =>
        configured.Server.RefreshAsync(tokens, Cancellation);

    private static async Task<TokenSet> GrantedAsync(ConfiguredAuthServer configured, TokenSet tokens) =>
        (await RefreshAsync(configured, tokens)).ShouldBeOfType<RefreshAnswer.Granted>().Tokens;

    private void ShouldEnd(TokenSet tokens, TimeSpan access, TimeSpan refresh)
    {
        tokens.AccessExpiry.ShouldBe(_time.GetUtcNow() + access, TimeSpan.FromSeconds(1));
        tokens.RefreshExpiry.ShouldBe(_time.GetUtcNow() + refresh, TimeSpan.FromSeconds(1));
    }

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
