using System.Threading.RateLimiting;
using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Checks;
using Gateway.AuthServers.Contracts;
using Gateway.AuthServers.OpenId;
using Gateway.Tokens;

namespace Gateway.AuthServers;

/// <summary>One auth server: refreshes tokens, is told of sign-outs, and has its sign-in answers read.</summary>
public sealed partial class AuthServer : IDisposable
{
    /// <summary>The largest sign-in answer that is read, in bytes.</summary>
    public const int MaxAnswerBytes = AnswerLimits.Bytes;

    private readonly HttpClient _http;
    private readonly AuthServerCalls _calls;
    private readonly SignInReader _signIn;
    private readonly IReadOnlyList<string> _accountFields;
    private readonly ConcurrencyLimiter _places;
    private readonly TimeProvider _time;
    private readonly AuthServersMetrics _metrics;
    private readonly ILogger _logger;

    internal AuthServer(
        string name,
        AuthServerOptions options,
        TimeSpan callTimeout,
        TimeProvider time,
        AuthServersMetrics metrics,
        ILogger logger,
        ConnectAuthServer? connect = null
    )
    {
        (Name, _time, _metrics, _logger) = (name, time, metrics, logger);
        var locators = new TokenLocators(options.Tokens ?? new TokenLocatorOptions());
        var expiry = new ExpiryRules(options.AccessTokenLifetime, options.RefreshTokenLifetime);
        var reader = new TokenReader(locators, expiry);
        _http = AuthServerHttp.Create((connect ?? AuthServerHttp.Connect)(callTimeout));
        Discovery = options.Authority is { } authority
            ? new Discovery(authority, IssuerName.Of(options)!, address => AddressCheck.MayBeSentTokens(address, options.AllowHttp), _http, callTimeout, time)
            : null;
        var credentials = ClientCredentials.From(options, () => Discovery?.Issuer, time, logger);
        _calls = options.Client is not null ? new CodedCalls(name, options, expiry, callTimeout, time, logger) : Described(new Contract(options, credentials, Discovery));
        _signIn = new SignInReader(locators, reader);
        _places = new(new() { PermitLimit = options.MaxConcurrentCalls, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        AccessTokenLifetime = options.AccessTokenLifetime;
        OpenId =
            credentials is not null && Discovery is not null
                ? new OpenIdClient(name, options, credentials, Discovery, Calls("sign-ins"), new CodeReader(expiry), callTimeout, time, metrics, logger)
                : null;
        HiddenCookies = locators.TokenCookies.Concat(options.HideCookies ?? []).ToHashSet(StringComparer.Ordinal);
        _accountFields = locators.RequestFields;

        DescribedCalls Described(Contract contract) =>
            new(contract, options.SignOut?.Scope ?? AuthServers.SignOutScope.Device, Calls("refreshes and sign-outs"), new RefreshJudge(locators, reader, contract.EndedStatus), time);

        // A circuit each: strangers can begin sign-ins that fail, and are not to keep those who are signed in from their refreshes.
        CallClient Calls(string kind) => new(name, kind, _http, callTimeout, time, logger);
    }

    /// <summary>Its name in the configuration.</summary>
    public string Name { get; }

    /// <summary>How long an access token lives where nothing tells.</summary>
    public TimeSpan AccessTokenLifetime { get; }

    /// <summary>Names of cookies that no answer on a SignIn route may carry to the browser.</summary>
    public IReadOnlySet<string> HiddenCookies { get; }

    /// <summary>Whether <see cref="ReadSignIn"/> and <see cref="AccountsOf"/> look into the sign-in request.</summary>
    public bool NeedsRequest => _accountFields.Count > 0;

    /// <summary>What <see cref="SignOutAsync"/> ends there; null where this server cannot be told.</summary>
    public SignOutScope? SignOutScope => _calls.SignOutScope;

    /// <summary>Signs people in by redirect; null where it has no authority or knows no client of ours.</summary>
    internal OpenIdClient? OpenId { get; }

    /// <summary>How the worst of its circuits stands.</summary>
    internal CircuitLevel CircuitLevel => OpenId?.CircuitLevel is { } signIns && signIns > _calls.CircuitLevel ? signIns : _calls.CircuitLevel;

    /// <summary>How many calls wait for a place.</summary>
    internal long WaitingCalls => _places.GetStatistics()!.CurrentQueuedCount;

    /// <summary>What the server says of itself; null without an authority.</summary>
    internal Discovery? Discovery { get; }

    /// <summary>
    /// Waits for one of <see cref="AuthServerOptions.MaxConcurrentCalls"/> places, to be held during a refresh. It has no deadline of its own:
    /// each call before has one. After the end of the host there are no more places.
    /// </summary>
    internal async ValueTask<RateLimitLease> EnterAsync()
    {
        var place = await _places.AcquireAsync();
        ObjectDisposedException.ThrowIf(!place.IsAcquired, this);
        return place;
    }

    /// <summary>Asks for fresh tokens. Never throws but for the caller's own cancellation.</summary>
    public Task<RefreshAnswer> RefreshAsync(TokenSet tokens, CancellationToken cancellationToken) => RefreshAsync(tokens, static () => Task.FromResult(true), cancellationToken);

    /// <summary>The same, if <paramref name="mayBeSentAsync"/> still says so at the moment of each sending.</summary>
    internal async Task<RefreshAnswer> RefreshAsync(TokenSet tokens, Func<Task<bool>> mayBeSentAsync, CancellationToken cancellationToken)
    {
        if (!_calls.CanRefresh(tokens))
            return new RefreshAnswer.Denied("the session has no refresh token that can be sent");
        var started = _time.GetTimestamp();
        var answer = await _calls.RefreshAsync(tokens, mayBeSentAsync, cancellationToken);
        Report(answer, _time.GetElapsedTime(started));
        return answer;
    }

    /// <summary>Tells the server that <paramref name="tokens"/> are no longer used. Never throws but for the caller's own cancellation.</summary>
    public async Task<SignOutOutcome> SignOutAsync(TokenSet tokens, CancellationToken cancellationToken)
    {
        if (!_calls.CanSignOut(tokens))
            return SignOutOutcome.NotOffered;
        using var place = await EnterAsync();
        var started = _time.GetTimestamp();
        var outcome = await _calls.SignOutAsync(tokens, cancellationToken);
        _metrics.RecordCall(Name, "sign_out", Word(outcome), _time.GetElapsedTime(started));
        return outcome;
    }

    /// <summary>Who a sign-in request may be for, as it says itself: all that its fields name.</summary>
    public IReadOnlyCollection<string> AccountsOf(RequestFields request) =>
        [.. _accountFields.Select(request.Find).OfType<string>().Where(text => !string.IsNullOrWhiteSpace(text)).Distinct(StringComparer.Ordinal)];

    /// <summary>Finds the tokens in an answer on a SignIn route, and what of it may pass to the browser.</summary>
    public SignInAnswer ReadSignIn(SignInReply reply, RequestFields request) =>
        _calls.ReadSignIn(reply, request) ?? _signIn.Read(reply, request, _time.GetUtcNow());

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _places.Dispose();
    }

    private void Report(RefreshAnswer answer, TimeSpan duration)
    {
        switch (answer)
        {
            case RefreshAnswer.Granted:
                _metrics.RecordCall(Name, "refresh", "granted", duration);
                break;
            case RefreshAnswer.Denied denied:
                _metrics.RecordCall(Name, "refresh", "denied", duration);
                LogDenied(Name, denied.Reason);
                break;
            case RefreshAnswer.Unavailable unavailable:
                _metrics.RecordCall(Name, "refresh", "unavailable", duration);
                LogUnavailable(Name, unavailable.Reason);
                break;
        }
    }

    private static string Word(SignOutOutcome outcome) =>
        outcome switch
        {
            SignOutOutcome.Told => "told",
            SignOutOutcome.NotOffered => "not_offered",
            SignOutOutcome.Refused => "refused",
            _ => "unavailable",
        };

    [LoggerMessage(400, LogLevel.Information, "Auth server {AuthServer} refused a refresh for good: {Reason}")]
    private partial void LogDenied(string authServer, string reason);

    [LoggerMessage(401, LogLevel.Warning, "Auth server {AuthServer} could not refresh: {Reason}")]
    private partial void LogUnavailable(string authServer, string reason);
}
