using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Contracts;
using Gateway.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.AuthServers.OpenId;

/// <summary>
/// The gateway as a client of an OpenID Connect server: what a sign-in by redirect, a sign-out there and a logout from there ask of it. Everything
/// is discovered when it is needed, so the gateway starts while the server is away. No fault of the network leaves it as an exception.
/// </summary>
internal sealed partial class OpenIdClient
{
    private static readonly string[] DefaultScopes = ["openid", "email", "offline_access"];

    private readonly string _name;
    private readonly ClientCredentials _credentials;
    private readonly Discovery _discovery;
    private readonly CallClient _calls;
    private readonly CodeReader _reader;
    private readonly IdTokens _idTokens;
    private readonly LogoutTokens _logoutTokens;
    private readonly string _issuer;
    private readonly Uri? _afterSignOut;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly AuthServersMetrics _metrics;
    private readonly ILogger _logger;

    public OpenIdClient(
        string name,
        AuthServerOptions options,
        ClientCredentials credentials,
        Discovery discovery,
        CallClient calls,
        CodeReader reader,
        TimeSpan timeout,
        TimeProvider time,
        AuthServersMetrics metrics,
        ILogger logger
    )
    {
        (_name, _credentials, _discovery, _calls, _reader) = (name, credentials, discovery, calls, reader);
        (_timeout, _time, _metrics, _logger) = (timeout, time, metrics, logger);
        _idTokens = new IdTokens(credentials.Id, new SignedTokens(credentials.Id, discovery, timeout, time));
        _logoutTokens = new LogoutTokens(new SignedTokens(credentials.Id, discovery, timeout, time));
        _issuer = IssuerName.Of(options)!;
        _afterSignOut = options.PostLogoutRedirectUri;
        Scopes = options.Scopes ?? DefaultScopes;
    }

    /// <summary>The auth server's name in the configuration.</summary>
    public string Name => _name;

    /// <summary>How the circuit of its sign-ins stands.</summary>
    public CircuitLevel CircuitLevel => _calls.CircuitLevel;

    public string ClientId => _credentials.Id;

    public IReadOnlyList<string> Scopes { get; }

    /// <summary>The server as it describes itself, or null where it cannot be reached or offers no sign-in by redirect.</summary>
    public async Task<OpenIdProvider?> FindProviderAsync(CancellationToken cancellationToken)
    {
        try
        {
            var provider = OpenIdProvider.Of(await _discovery.GetAsync(cancellationToken), _discovery);
            if (provider is null)
                LogUnavailable(_name, "its discovery document lacks issuer, authorization_endpoint or token_endpoint");
            return provider;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && CallFailure.Explain(exception, _timeout) is { } failed)
        {
            LogUnavailable(_name, failed.Reason);
            return null;
        }
    }

    /// <summary>
    /// The URL to send a browser to in the place of <paramref name="request"/>: its parameters go ahead of it to the server (RFC 9126). Null where the
    /// server did not take them.
    /// </summary>
    public async Task<string?> PushAsync(OpenIdProvider provider, string request, CancellationToken cancellationToken)
    {
        var fields = QueryHelpers.ParseQuery(new Uri(request).Query).Select(field => KeyValuePair.Create(field.Key, field.Value.ToString())).ToList();
        var answer = await PostAsync("push", provider.PushedRequestEndpoint!, fields, cancellationToken);
        if (answer is CallOutcome.Answered { Answer: { IsSuccess: true, Json: { } json } } && JsonPath.Find(json, "request_uri") is { } found && JsonScalar.Read(found) is { } uri)
            return QueryHelpers.AddQueryString(provider.AuthorizationEndpoint.AbsoluteUri, new Dictionary<string, string?> { ["client_id"] = ClientId, ["request_uri"] = uri });
        LogUnavailable(_name, "it did not take a pushed authorization request: " + Explain(answer));
        return null;
    }

    /// <summary>Redeems a code for tokens (RFC 6749 section 4.1.3) and checks who they are of.</summary>
    public async Task<CodeAnswer> RedeemAsync(OpenIdProvider provider, AuthorizationCode code, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("grant_type", "authorization_code"),
            new("code", code.Code.Reveal()),
            new("redirect_uri", code.RedirectUri),
            new("code_verifier", code.Verifier.Reveal()),
        ];
        var outcome = await PostAsync("code", provider.TokenEndpoint, fields, cancellationToken);
        if (outcome is not CallOutcome.Answered { Answer: var answer })
            return new CodeAnswer.Unavailable(Explain(outcome), (outcome as CallOutcome.Failed)?.RetryAfter);
        var (tokens, otherwise) = _reader.Read(answer, _time.GetUtcNow());
        if (tokens is null)
            return otherwise!;
        (var identity, otherwise) = await _idTokens.ReadAsync(tokens.IdToken.Reveal(), tokens.AccessToken.Reveal(), code.Nonce, cancellationToken);
        return identity is null ? otherwise! : new CodeAnswer.Granted(tokens, identity);
    }

    /// <summary>Whether a token that says this of itself would be of this server, and for us.</summary>
    public bool IsMeant(string issuer, IEnumerable<string> audiences) => IssuerName.AreSame(issuer, _issuer) && audiences.Contains(ClientId, StringComparer.Ordinal);

    /// <summary>Checks a logout token.</summary>
    public Task<LogoutToken> ReadLogoutTokenAsync(string token, CancellationToken cancellationToken) => _logoutTokens.ReadAsync(token, cancellationToken);

    /// <summary>
    /// Where a browser ends its session at the server as well (OpenID Connect RP-Initiated Logout 1.0); null where there is no such place, or it
    /// cannot be found out now: the session here has ended all the same.
    /// </summary>
    public async Task<string?> SignOutUrlAsync(Secret idToken, CancellationToken cancellationToken)
    {
        if (idToken.IsEmpty)
            return null;
        try
        {
            if (_discovery.Endpoint((await _discovery.GetAsync(cancellationToken)).EndSessionEndpoint) is not { } endpoint)
                return null;
            var query = new Dictionary<string, string?>
            {
                ["id_token_hint"] = idToken.Reveal(),
                ["client_id"] = ClientId,
                ["post_logout_redirect_uri"] = _afterSignOut?.AbsoluteUri,
            };
            return QueryHelpers.AddQueryString(endpoint.AbsoluteUri, query);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && CallFailure.Explain(exception, _timeout) is { } failed)
        {
            LogUnavailable(_name, failed.Reason);
            return null;
        }
    }

    private async Task<CallOutcome> PostAsync(string call, Uri target, List<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var outcome = await _calls.SendAsync(_ => Task.FromResult<Uri?>(target), uri => Write(uri, fields), static () => Task.FromResult(true), cancellationToken);
        _metrics.RecordCall(_name, call, outcome is CallOutcome.Answered { Answer.IsSuccess: true } ? "granted" : "refused", _time.GetElapsedTime(started));
        return outcome;
    }

    private HttpRequestMessage Write(Uri target, List<KeyValuePair<string, string>> fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Headers = { { "Accept", "application/json" } } };
        List<KeyValuePair<string, string>> all = [.. fields];
        _credentials.Authenticate(request, all);
        request.Content = new FormUrlEncodedContent(all);
        return request;
    }

    private static string Explain(CallOutcome outcome) =>
        outcome switch
        {
            CallOutcome.Failed failed => failed.Reason,
            CallOutcome.Answered { Answer: var answer } => OAuthError.Read(answer.Json) is { } error ? $"answered {answer.Status} with {OAuthError.Describe(error)}" : $"answered {answer.Status}",
            _ => "not offered",
        };

    [LoggerMessage(420, LogLevel.Warning, "Auth server {AuthServer} cannot be used to sign in or out: {Reason}")]
    private partial void LogUnavailable(string authServer, string reason);
}
