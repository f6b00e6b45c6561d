using System.Collections.Concurrent;
using Demo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Support.Fakes;

/// <summary>
/// An OpenID Connect server that can be made to do wrong. It asks nobody anything: whoever comes is signed in as <see cref="OpenIdIssuer.User"/>. It checks what it
/// is sent as strictly as a good one does.
/// </summary>
public sealed class OpenIdServer : OpenIdIssuer, IAsyncDisposable
{
    public const string ClientSecret = "the secret: of the gateway";

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _requests = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _revoked = new();
    private InProcessServer? _server;

    private OpenIdServer(TimeProvider time)
        : base(time) { }

    public Uri Address => _server!.Address;

    public override string Issuer => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Where this is set, clients prove themselves with a JWT signed by it (RFC 7523).</summary>
    public SecurityKey? ClientKey { get; init; }

    /// <summary>Changes what a callback says.</summary>
    public Action<Dictionary<string, string?>>? Callback { get; set; }

    /// <summary>Awaited before an answer goes out that is decided already; it is given the path. Where it throws, the answer is 500.</summary>
    public Func<string, Task>? Answering { get; set; }

    /// <summary>What it was asked, oldest first: the path of each call.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

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

    /// <summary>Ends when that token was revoked.</summary>
    public Task RevokedAsync(string token) => Revocation(token).Task;

    public Task GoOfflineAsync() => _server!.StopListeningAsync();

    public Task GoOnlineAsync() => _server!.StartListeningAsync();

    /// <summary>Holds back what it answers at <paramref name="path"/>, which is decided already, until the gate opens; the task ends when the first answer waits there.</summary>
    public (Task Asked, TaskCompletionSource Gate) HoldAnswers(string path)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answering = called =>
        {
            if (called != path)
                return Task.CompletedTask;
            asked.TrySetResult();
            return gate.Task;
        };
        return (asked.Task, gate);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private void Configure(WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                Calls.Enqueue(context.Request.Path);
                return next(context);
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
        all.MapGet("/jwks", () => Results.Json(KeySet));
        all.MapPost("/par", PushAsync);
        all.MapGet("/authorize", Authorize);
        all.MapPost("/token", TokenAsync);
        all.MapPost("/revoke", RevokeAsync);
    }

    private async Task<IResult> PushAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!await ClientProof.IsGivenAsync(request, form, this, Time.GetUtcNow()))
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
        if (!await ClientProof.IsGivenAsync(request, form, this, Time.GetUtcNow()))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (form["grant_type"] == "refresh_token")
            return Results.Json(Tokens(nonce: null));
        if (!_requests.TryRemove(form["code"].ToString(), out var asked) || form["redirect_uri"] != asked["redirect_uri"] || !ClientProof.Fits(form["code_verifier"].ToString(), asked))
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        return Results.Json(Tokens(asked["nonce"]));
    }

    private async Task<IResult> RevokeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!await ClientProof.IsGivenAsync(request, form, this, Time.GetUtcNow()))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        Revocation(form["token"].ToString()).TrySetResult();
        return Results.Ok();
    }

    private TaskCompletionSource Revocation(string token) => _revoked.GetOrAdd(token, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
