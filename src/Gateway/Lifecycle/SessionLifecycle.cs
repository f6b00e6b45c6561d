using Gateway.AuthServers;
using Gateway.Devices;
using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Lifecycle;

/// <summary>
/// The one door in and out. Sign-in of every kind opens a session here; sign-out, replacement, the cap and a refused refresh
/// close it here; so the device id is always renewed and the indexes are always kept.
/// </summary>
internal sealed partial class SessionLifecycle(
    SessionStore store,
    SessionIndex index,
    AuthServerRegistry authServers,
    BackgroundCalls calls,
    IOptions<SessionsOptions> options,
    TimeProvider time,
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
        var now = time.GetUtcNow();
        var session = new Session
        {
            Device = device,
            Key = store.RecordOf(device),
            AuthServer = opened.AuthServer,
            User = opened.User,
            Email = opened.Email,
            Tokens = opened.Tokens,
            Version = 1,
            CreatedAt = now,
            SeenAt = now,
            DeviceName = client.DeviceName,
            Address = client.Address,
        };
        if (await store.OpenAsync(session) is not StoreAnswer.Current)
            return null;
        LogOpened(session.AuthServer);
        if (replaced is { } old)
            await store.EndAsync(store.RecordOf(old));
        await index.AddAsync(session);
        foreach (var record in await index.FindBeyondAsync(session, options.Value.MaxPerUser))
        {
            await store.EndAsync(record);
            LogCapped(session.AuthServer, options.Value.MaxPerUser);
        }
        return session;
    }

    /// <summary>The person signs out on this device: the record goes first, then the auth server is told.</summary>
    public async Task<StoreAnswer> SignOutAsync(Session session)
    {
        var answer = await store.EndAsync(session.Key);
        if (answer is StoreAnswer.Unavailable)
            return answer;
        LogEnded(session.AuthServer, "signed out");
        _signedOut.Add(session.Key);
        TellAuthServer(session);
        await index.RemoveAsync(session);
        return answer;
    }

    /// <summary>The auth server refuses the session: it ends, unless somebody has refreshed it meanwhile.</summary>
    public async Task<StoreAnswer> RefuseAsync(Session session)
    {
        var answer = await store.EndRefusedAsync(session);
        if (answer is StoreAnswer.Current or StoreAnswer.Gone)
        {
            LogEnded(session.AuthServer, "refused by the auth server");
            await index.RemoveAsync(session);
            return StoreAnswer.Gone.Instance;
        }
        return answer;
    }

    /// <summary>
    /// Tokens that were granted to a session which is gone by now. Where the person signed out here meanwhile, the auth server is told
    /// of them as well; where the session was replaced or ended otherwise it is not, for at some servers that would end the new one.
    /// </summary>
    public void Discard(Session session)
    {
        if (_signedOut.Contains(session.Key))
            TellAuthServer(session);
    }

    /// <summary>Ends the tokens at the auth server, beside the request, where it can end those of one device.</summary>
    private void TellAuthServer(Session session)
    {
        if (authServers.Find(session.AuthServer) is { SignOutScope: SignOutScope.Device } server)
            calls.Run(async cancellation => LogTold(session.AuthServer, await server.SignOutAsync(session.Tokens, cancellation)));
    }

    [LoggerMessage(500, LogLevel.Information, "A session of {AuthServer} was opened")]
    private partial void LogOpened(string authServer);

    [LoggerMessage(501, LogLevel.Information, "A session of {AuthServer} has ended: {Why}")]
    private partial void LogEnded(string authServer, string why);

    [LoggerMessage(502, LogLevel.Information, "A session of {AuthServer} has ended: its user has more than {MaxPerUser}")]
    private partial void LogCapped(string authServer, int maxPerUser);

    [LoggerMessage(503, LogLevel.Information, "The auth server {AuthServer} was told of a sign-out: {Outcome}")]
    private partial void LogTold(string authServer, SignOutOutcome outcome);
}
