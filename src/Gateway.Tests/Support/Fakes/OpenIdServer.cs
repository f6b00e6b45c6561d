using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Support.Fakes;

/// <summary>
/// An OpenID Connect server that can be made to do wrong. It asks nobody anything: whoever comes is signed in as <see cref="User"/>. It checks what it
/// is sent as strictly as a good one does.
/// </summary>
public sealed class OpenIdServer : IAsyncDisposable
{
    public const string ClientId = "gateway";
    public const string ClientSecret = "the secret: of the gateway";
    public const string User = "user-1";

    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _writer = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _requests = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _revoked = new();
    private InProcessServer? _server;
    private int _serial;

    private OpenIdServer(TimeProvider time) => _time = time;

    public Uri Address => _server!.Address;

    public string Issuer => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The key that it signs with, and names.</summary>
    public ECDsaSecurityKey Key { get; private set; } = NewKey();

    /// <summary>Whether it takes pushed authorization requests (RFC 9126), and then no others.</summary>
    public bool WantsPushedRequests { get; init; }

    /// <summary>Whether it says that each callback has <c>iss</c> (RFC 9207).</summary>
    public bool TellsIssuer { get; init; }

    /// <summary>Where this is set, clients prove themselves with a JWT signed by it (RFC 7523).</summary>
    public SecurityKey? ClientKey { get; init; }

    /// <summary>Changes what a callback says.</summary>
    public Action<Dictionary<string, string?>>? Callback { get; set; }

    /// <summary>Changes what an id_token says.</summary>
    public Action<Dictionary<string, object>>? IdToken { get; set; }

    /// <summary>Whether id_tokens are signed at all.</summary>
    public bool SignsNothing { get; set; }

    /// <summary>Signs with this key, which it does not name.</summary>
    public ECDsaSecurityKey? ForeignKey { get; set; }

    /// <summary>Awaited before an answer goes out that is decided already; it is given the path. Where it throws, the answer is 500.</summary>
    public Func<string, Task>? Answering { get; set; }

    /// <summary>Changes what its discovery document says.</summary>
    public Action<Dictionary<string, object>>? Discovered { get; set; }

    /// <summary>What it was asked, oldest first: the path of each call.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>What it waits for before it answers a call of that path.</summary>
    public Func<string, Task>? Hold { get; set; }

    /// <summary>Whether it gives an id_token with a code's tokens.</summary>
    public bool GivesIdTokens { get; set; } = true;

    /// <summary>The parameters of the last authorization request.</summary>
    public IReadOnlyDictionary<string, string> LastRequest { get; private set; } = new Dictionary<string, string>();

    public static async Task<OpenIdServer> StartAsync(TimeProvider time, Func<TimeProvider, OpenIdServer>? build = null)
    {
        var server = build?.Invoke(time) ?? New(time);
        server._server = await InProcessServer.StartAsync("http://127.0.0.1:0", server.Configure);
        return server;
    }

    public static OpenIdServer New(TimeProvider time, bool pushed = false, bool tellsIssuer = false, SecurityKey? clientKey = null) =>
        new(time) { WantsPushedRequests = pushed, TellsIssuer = tellsIssuer, ClientKey = clientKey };

    public static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>Ends when that token was revoked.</summary>
    public Task RevokedAsync(string token) => Revocation(token).Task;

    public void RollKeys() => Key = NewKey();

    public Task GoOfflineAsync() => _server!.StopListeningAsync();

    public Task GoOnlineAsync() => _server!.StartListeningAsync();

    /// <summary>A logout token that is right, but for what <paramref name="change"/> does to it.</summary>
    public string LogoutToken(Action<Dictionary<string, object>>? change = null, string type = "logout+jwt", ECDsaSecurityKey? key = null)
    {
        var claims = Claims(TimeSpan.FromMinutes(2));
        claims["jti"] = Guid.NewGuid().ToString("N");
        claims["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() };
        change?.Invoke(claims);
        return Write(claims, key ?? Key, type);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private void Configure(WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                Calls.Enqueue(context.Request.Path);
                await (Hold?.Invoke(context.Request.Path) ?? Task.CompletedTask);
                await next(context);
            }
        );
        var all = app.MapGroup("").AddEndpointFilter(
            async (context, next) =>
            {
                var decided = await next(context);
                if (Answering is { } answering)
                    await answering(context.HttpContext.Request.Path);
                return decided;
            }
        );
        all.MapGet("/.well-known/openid-configuration", () => Results.Json(Document()));
        all.MapGet("/jwks", () => Results.Json(new { keys = new[] { JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(Key.ECDsa.ExportParameters(false))) { KeyId = Key.KeyId }) } }));
        all.MapPost("/par", PushAsync);
        all.MapGet("/authorize", Authorize);
        all.MapPost("/token", TokenAsync);
        all.MapPost("/revoke", RevokeAsync);
    }

    private Dictionary<string, object> Document()
    {
        var document = new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["revocation_endpoint"] = $"{Issuer}/revoke",
            ["end_session_endpoint"] = $"{Issuer}/end",
            ["jwks_uri"] = $"{Issuer}/jwks",
            ["authorization_response_iss_parameter_supported"] = TellsIssuer,
        };
        if (WantsPushedRequests)
            document["pushed_authorization_request_endpoint"] = $"{Issuer}/par";
        Discovered?.Invoke(document);
        return document;
    }

    private async Task<IResult> PushAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!await IsClientAsync(request, form))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (form["client_id"] != ClientId)
            return Results.Json(new { error = "invalid_request" }, statusCode: 400);
        var uri = $"urn:ietf:params:oauth:request_uri:{Guid.NewGuid():N}";
        _requests[uri] = form.ToDictionary(field => field.Key, field => field.Value.ToString());
        return Results.Json(new { request_uri = uri, expires_in = 60 }, statusCode: 201);
    }

    private IResult Authorize(HttpRequest request)
    {
        IReadOnlyDictionary<string, string> asked = request.Query.ToDictionary(field => field.Key, field => field.Value.ToString());
        if (WantsPushedRequests && (!asked.TryGetValue("request_uri", out var uri) || !_requests.TryRemove(uri, out asked!)))
            return Results.BadRequest("requests are to be pushed");
        LastRequest = asked;
        var code = Guid.NewGuid().ToString("N");
        _requests[code] = asked;
        var callback = new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] };
        if (TellsIssuer)
            callback["iss"] = Issuer;
        Callback?.Invoke(callback);
        return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], callback));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!await IsClientAsync(request, form))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (form["grant_type"] == "refresh_token")
            return Results.Json(Tokens(nonce: null));
        if (!_requests.TryRemove(form["code"].ToString(), out var asked) || form["redirect_uri"] != asked["redirect_uri"] || !Fits(form["code_verifier"].ToString(), asked))
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        return Results.Json(Tokens(asked["nonce"]));
    }

    private async Task<IResult> RevokeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!await IsClientAsync(request, form))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        Revocation(form["token"].ToString()).TrySetResult();
        return Results.Ok();
    }

    private Dictionary<string, object> Tokens(string? nonce)
    {
        var serial = Interlocked.Increment(ref _serial);
        var tokens = new Dictionary<string, object> { ["access_token"] = $"access-{serial}", ["refresh_token"] = $"refresh-{serial}", ["token_type"] = "Bearer", ["expires_in"] = 300 };
        if (nonce is null || !GivesIdTokens)
            return tokens;
        var claims = Claims(TimeSpan.FromMinutes(5));
        (claims["nonce"], claims["email"]) = (nonce, "user@example.com");
        claims["at_hash"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"access-{serial}"))[..16]);
        IdToken?.Invoke(claims);
        tokens["id_token"] = Write(claims, SignsNothing ? null : ForeignKey ?? Key, "JWT");
        return tokens;
    }

    private Dictionary<string, object> Claims(TimeSpan lifetime)
    {
        var now = _time.GetUtcNow();
        return new()
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = User,
            ["sid"] = "sid-1",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
        };
    }

    private string Write(Dictionary<string, object> claims, SecurityKey? key, string type)
    {
        var descriptor = new SecurityTokenDescriptor { Claims = claims, TokenType = type };
        if (key is not null)
            descriptor.SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        return _writer.CreateToken(descriptor);
    }

    private TaskCompletionSource Revocation(string token) => _revoked.GetOrAdd(token, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private static bool Fits(string verifier, IReadOnlyDictionary<string, string> asked) =>
        asked["code_challenge_method"] == "S256" && Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == asked["code_challenge"];

    private async Task<bool> IsClientAsync(HttpRequest request, IFormCollection form)
    {
        if (ClientKey is null)
        {
            var pair = $"{ClientId}:{Uri.EscapeDataString(ClientSecret).Replace("%20", "+", StringComparison.Ordinal)}";
            return request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(pair));
        }
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = ClientId,
            ValidAudience = Issuer,
            IssuerSigningKey = ClientKey,
            LifetimeValidator = (_, until, _, _) => until > _time.GetUtcNow().UtcDateTime,
        };
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(form["client_assertion"].ToString(), parameters);
        return result.IsValid && result.ClaimsIdentity.HasClaim(claim => claim.Type is "jti") && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    }
}
