using Gateway.AuthServers;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tokens;
using Microsoft.Extensions.Options;

namespace Gateway.Lifecycle;

/// <summary>
/// The one door in and out. Sign-in of every kind opens a session here; sign-out, replacement, the cap and a refused refresh
/// close it here; so the device id is always renewed, the indexes are always kept, and others are always told.
/// </summary>
internal sealed partial class SessionLifecycle(
    SessionStore store,
    ToldChanges changes,
    SessionIndex index,
    SessionDirectory directory,
    AuthServerRegistry authServers,
    BackgroundCalls calls,
    LifecycleMetrics metrics,
    IOptions<SessionsOptions> options,
    ILogger<SessionLifecycle> log
)
{
    private readonly RecentKeys _signedOut = new();

    /// <summary>
    /// Opens a session under a new device id, never under one that was presented. Null where it cannot be stored.
    /// <paramref name="replaced"/> is the browser's session until now; it ends here alone, for some auth servers would end the new one with it.
    /// </summary>
    public async Task<Session?> OpenAsync(NewSession opened, ClientDescription client, DeviceId? replaced)
    {
        var device = DeviceId.New();
        var now = await index.NowAsync(opened.AuthServer, opened.User, opened.Email);
        var session = new Session
        {
            Device = device,
            Key = store.RecordOf(device),
            AuthServer = opened.AuthServer,
            User = opened.User,
            Email = opened.Email,
            Sid = opened.Sid,
            Tokens = opened.Tokens,
            Version = 1,
            CreatedAt = now,
            SeenAt = now,
            DeviceName = client.DeviceName,
            Address = client.Address,
        };
        if (await index.AddAsync(session) is not { } indexed || await changes.OpenAsync(indexed, replaced) is not StoreAnswer.Current)
            return null;
        LogOpened(session.AuthServer);
        metrics.RecordOpened(session.AuthServer);
        if (replaced is { } old)
            await ReplaceAsync(old, await store.FindAsync(old));
        await CapAsync(indexed);
        return indexed;
    }

    /// <summary>
    /// Ends a session from elsewhere, at every instance. Where its tokens cannot be read (they are sealed by its cookie) the auth server is told when its
    /// browser next shows up. <see cref="StoreAnswer.Gone"/> where there is no such session any more, else what it was.
    /// </summary>
    public async Task<StoreAnswer> EndAsync(SessionEntry session, EndReason why)
    {
        var answer = await changes.RevokeAsync(session, why);
        if (answer is not StoreAnswer.Revoked(_, var authServer, var tokens))
            return answer;
        Ended(authServer, why);
        await index.RemoveAsync(session);
        if (tokens is not null)
        {
            _signedOut.Add(session.Record);
            TellAuthServer(authServer, tokens);
        }
        return answer;
    }

    /// <summary>
    /// The browser of a session that was ended from elsewhere has shown up, or has <paramref name="left"/> it: what was left of it goes, and the auth server is
    /// told, once.
    /// </summary>
    public async Task BuryAsync(StoreAnswer.Revoked revoked, Leaving? left = null)
    {
        if (await store.BuryAsync(revoked, left) is StoreAnswer.Revoked { Tokens: { } tokens })
            TellAuthServer(revoked.AuthServer, tokens);
    }

    /// <summary>The person signs out on this device: the record goes first, then the auth server is told.</summary>
    public async Task<StoreAnswer> SignOutAsync(Session session)
    {
        var answer = await changes.SignOutAsync(session);
        if (answer is StoreAnswer.Unavailable)
            return answer;
        Ended(session.AuthServer, EndReason.SignedOut);
        _signedOut.Add(session.Key);
        TellAuthServer(session.AuthServer, session.Tokens);
        await index.RemoveAsync(SessionEntry.Of(session));
        return answer;
    }

    /// <summary>
    /// The person signs out on every device, this one last. Only now may an auth server be told that can end nothing less than all of a user's sessions.
    /// </summary>
    public async Task<StoreAnswer> SignOutEverywhereAsync(Session session, IEnumerable<SessionEntry> others)
    {
        if (await EndAllAsync(others, EndReason.RevokedByUser) is null || await SignOutAsync(session) is StoreAnswer.Unavailable)
            return StoreAnswer.Unavailable.Instance;
        TellAuthServer(session.AuthServer, session.Tokens, SignOutScope.User);
        return StoreAnswer.Gone.Instance;
    }

    /// <summary>Ends sessions from elsewhere. How many there were still; null where the store did not answer of all of them.</summary>
    public async Task<int?> EndAllAsync(IEnumerable<SessionEntry> sessions, EndReason why)
    {
        var answers = await Task.WhenAll(sessions.Select(session => EndAsync(session, why)));
        return Array.Exists(answers, answer => answer is StoreAnswer.Unavailable) ? null : answers.Count(answer => answer is StoreAnswer.Revoked);
    }

    /// <summary>The auth server refuses the refresh token for good while the access token is valid still: the session lives as long as that.</summary>
    public Task<StoreAnswer> MarkRefusedAsync(Session session, LeaseAttempt lease) => changes.MarkRefusedAsync(session, lease);

    /// <summary>The auth server refuses the session: it ends, unless somebody has refreshed it meanwhile.</summary>
    public async Task<StoreAnswer> RefuseAsync(Session session, LeaseAttempt lease)
    {
        var answer = await changes.EndRefusedAsync(session, lease);
        if (answer is StoreAnswer.Current or StoreAnswer.Gone)
        {
            Ended(session.AuthServer, EndReason.Refused);
            await index.RemoveAsync(SessionEntry.Of(session));
            return StoreAnswer.Gone.Instance;
        }
        return answer;
    }

    /// <summary>Its browser has signed in anew: it ends here alone, and goes off the lists, so that a browser that signs in again never piles up entries.</summary>
    public async Task ReplaceAsync(SessionEntry old)
    {
        if (await changes.ReplaceAsync(old.Record, old) is not StoreAnswer.Unavailable)
            Ended(old.AuthServer, EndReason.Replaced);
        await index.RemoveAsync(old);
    }

    private Task ReplaceAsync(DeviceId old, StoreAnswer found) =>
        found switch
        {
            StoreAnswer.Current(var session) => ReplaceAsync(SessionEntry.Of(session)),
            StoreAnswer.Revoked revoked => BuryAsync(revoked, Leaving.Replaced),
            _ => changes.ReplaceAsync(store.RecordOf(old), known: null),
        };

    // All have the same order, those who sign in at the same moment too: so together they end no more than is too much, be it their own.
    private async Task CapAsync(Session opened)
    {
        if (await directory.OfOwnerAsync(opened) is not { } all)
            return;
        var ordered = all.OrderBy(entry => entry.CreatedAt).ThenBy(entry => entry.Record, StringComparer.Ordinal);
        foreach (var oldest in ordered.SkipLast(options.Value.MaxPerUser))
            await EndAsync(oldest, EndReason.Capped);
    }

    /// <summary>
    /// Tokens that were granted to a session which is gone by now. Where the person signed out meanwhile, or it was ended from elsewhere, the auth
    /// server is told of them as well; where the session was replaced or ended otherwise it is not, for at some servers that would end the new one.
    /// </summary>
    public async Task DiscardAsync(Session session)
    {
        if (_signedOut.Contains(session.Key) || await store.FindAsync(session.Device) is StoreAnswer.Revoked or StoreAnswer.Gone { Left: Leaving.SignedOut })
            TellAuthServer(session.AuthServer, session.Tokens);
    }

    private void Ended(string authServer, EndReason why)
    {
        LogEnded(authServer, why);
        metrics.RecordEnded(authServer, why);
    }

    /// <summary>Ends the tokens at the auth server, beside the request, where what it ends then is of this scope.</summary>
    private void TellAuthServer(string name, TokenSet tokens, SignOutScope scope = SignOutScope.Device)
    {
        if (authServers.Find(name) is { } server && server.SignOutScope == scope)
            calls.Run(async cancellation => LogTold(name, await server.SignOutAsync(tokens, cancellation)));
    }

    [LoggerMessage(500, LogLevel.Information, "A session of {AuthServer} was opened")]
    private partial void LogOpened(string authServer);

    [LoggerMessage(501, LogLevel.Information, "A session of {AuthServer} has ended: {Why}")]
    private partial void LogEnded(string authServer, EndReason why);

    [LoggerMessage(503, LogLevel.Information, "The auth server {AuthServer} was told of a sign-out: {Outcome}")]
    private partial void LogTold(string authServer, SignOutOutcome outcome);
}
