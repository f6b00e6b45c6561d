using Gateway.Devices;
using Gateway.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>The records themselves: one command a call, each on one key.</summary>
internal sealed partial class SessionRecords(
    RedisConnection redis,
    SessionKeys keys,
    IOptions<SessionsOptions> options,
    ILogger<SessionRecords> log
)
{
    private static readonly RedisScript OpenScript = RedisScript.Load("Sessions", "open");
    private static readonly RedisScript LeaseScript = RedisScript.Load("Sessions", "lease");
    private static readonly RedisScript CommitScript = RedisScript.Load("Sessions", "commit");
    private static readonly RedisScript RefuseScript = RedisScript.Load("Sessions", "refuse");
    private static readonly RedisScript ReleaseScript = RedisScript.Load("Sessions", "release");
    private static readonly RedisScript EndScript = RedisScript.Load("Sessions", "end");
    private static readonly RedisScript RevokeScript = RedisScript.Load("Sessions", "revoke");
    private static readonly RedisScript BuryScript = RedisScript.Load("Sessions", "bury");

    // How long a lease that ran out is still its holder's, in the eyes of who has just got the store back; in ms, looked at again after that.
    private const string LeaveAbandoned = "500";

    // Longer than any request of the browser waits; in ms.
    private const string LeftMemory = "60000";

    // What another writes there may be anything.
    private const double LongestRest = 3_600_000;

    private readonly bool _isPlain = options.Value.Format is SessionFormat.Plain;
    private readonly RecordReader _reader = new(options.Value.Format);
    private readonly RecordWriter _writer = new(options.Value.Format);

    public Task<StoreAnswer> ReadAsync(DeviceId device, string key) =>
        AskAsync(database => database.HashGetAllAsync(key, RedisConnection.AtPrimary), fields => Answer("current", Fields(fields), device, key));

    /// <summary>The same for a session that was read before: where nothing has changed, its version is all that has to be fetched.</summary>
    public async Task<StoreAnswer> ReadAsync(DeviceId device, string key, Session? known)
    {
        if (known is null || !IsToldByVersion(known))
            return await ReadAsync(device, key);
        var answer = await AskVersionAsync(known);
        return answer is StoreAnswer.Gone ? await ReadAsync(device, key) : answer;
    }

    /// <summary>Of each session, whether its record still has the version that is known; null where the store did not answer.</summary>
    public async Task<bool?[]> AreAsKnownAsync(IReadOnlyList<Session> known)
    {
        try
        {
            var batch = redis.Database.CreateBatch();
            var versions = known.Select(session => AskVersionAsync(session, batch)).ToList();
            batch.Execute();
            return [.. (await Task.WhenAll(versions)).Select(answer => answer is StoreAnswer.Unavailable ? (bool?)null : answer is StoreAnswer.Current)];
        }
        catch (Exception error)
        {
            LogUnavailable(error.GetType().Name);
            return new bool?[known.Count];
        }
    }

    public Task<StoreAnswer> OpenAsync(Session session, Appendix? told) =>
        RunAsync(OpenScript, session, told, [keys.Changed.ToString(), Milliseconds(session.Tokens.RefreshExpiry), .. _writer.WriteAll(session)]);

    public Task<StoreAnswer> LeaseAsync(Session known, LeaseAttempt attempt, bool mayTakeOver) =>
        RunAsync(
            LeaseScript,
            known,
            [known.Version, attempt.Owner, (long)attempt.Length.TotalMilliseconds, keys.Leased.ToString(), mayTakeOver ? "" : LeaveAbandoned, IsToldByVersion(known) ? "known" : ""]
        );

    public Task<StoreAnswer> CommitAsync(Session from, Session next) =>
        RunAsync(CommitScript, next, [from.Version, keys.Changed.ToString(), Milliseconds(next.Tokens.RefreshExpiry), Stored(from), .. _writer.WriteTokens(next)]);

    public Task<StoreAnswer> MarkRefusedAsync(Session next, LeaseAttempt lease, Appendix? told) =>
        RunAsync(RefuseScript, next, told, [next.Version - 1, lease.Owner, keys.Changed.ToString(), .. RecordWriter.WriteRefusal(next)]);

    public Task<StoreAnswer> EndRefusedAsync(Session session, LeaseAttempt lease, Appendix? told) =>
        RunAsync(RefuseScript, session, told, [session.Version, lease.Owner, keys.Changed.ToString()]);

    public Task<StoreAnswer> ReleaseAsync(Session session, LeaseAttempt lease) =>
        RunAsync(ReleaseScript, session, [lease.Owner, keys.Changed.ToString(), keys.Leased.ToString()]);

    public Task<StoreAnswer> EndAsync(string key, Leaving left, Appendix? told) =>
        AskAsync(database => EndScript.RunAsync(database, key, told, keys.Changed.ToString(), left.ToString(), LeftMemory), _ => StoreAnswer.Gone.Instance);

    /// <summary>Ends a session from elsewhere. Where its tokens can be read without its cookie, they are told as <see cref="StoreAnswer.Revoked"/>.</summary>
    public Task<StoreAnswer> RevokeAsync(string key, string why, Appendix? told) =>
        AskAsync(
            database => RevokeScript.RunAsync(database, key, told, keys.Changed.ToString(), why, _isPlain ? "plain" : "sealed"),
            answer => (RedisResult[])answer! is [_, var fields] ? Left(key, Fields(fields)) : (StoreAnswer)StoreAnswer.Gone.Instance
        );

    /// <summary>Deletes what was left of it, and hands it to the first who does.</summary>
    public Task<StoreAnswer> BuryAsync(StoreAnswer.Revoked revoked, Leaving? left) =>
        AskAsync(
            database => BuryScript.RunAsync(database, revoked.Key, left?.ToString() ?? "", LeftMemory),
            answer => (RedisResult[])answer! is [var word] && word.ToString() is "current" ? revoked : (StoreAnswer)StoreAnswer.Gone.Instance
        );

    /// <summary>Runs what the first request will run, on a key that nobody has; nothing is written.</summary>
    public Task<StoreAnswer> WarmUpAsync() =>
        AskAsync(database => ReleaseScript.RunAsync(database, keys.Record("warm-up"), "nobody", keys.Changed.ToString(), keys.Leased.ToString()), _ => StoreAnswer.Gone.Instance);

    // Others that write plain records may keep no version, and one that is missing reads as 0.
    private bool IsToldByVersion(Session known) => !_isPlain && known.Version > 0;

    private Task<StoreAnswer> AskVersionAsync(Session known, IBatch? batch = null) =>
        AskAsync(
            database => (batch ?? (IDatabaseAsync)database).HashGetAsync(known.Key, RecordField.Version, RedisConnection.AtPrimary),
            version => version == known.Version ? new StoreAnswer.Current(known) : StoreAnswer.Gone.Instance
        );

    // Services that write plain records keep no version, so there the token itself tells whether they were here.
    private RedisValue Stored(Session session) => _isPlain ? session.Tokens.AccessToken.Reveal() : RedisValue.EmptyString;

    private Task<StoreAnswer> RunAsync(RedisScript script, Session session, RedisValue[] arguments) =>
        AskAsync(database => script.RunAsync(database, session.Key, arguments), answer => Answer(answer, session));

    private Task<StoreAnswer> RunAsync(RedisScript script, Session session, Appendix? told, RedisValue[] arguments) =>
        AskAsync(database => script.RunAsync(database, session.Key, told, arguments), answer => Answer(answer, session));

    private StoreAnswer Answer(RedisResult answer, Session session) =>
        (RedisResult[])answer! switch
        {
            [var word] when word.ToString() is "current" => new StoreAnswer.Current(session),
            [var word, var rest] when word.ToString() is "held" or "abandoned" => new StoreAnswer.Held(
                TimeSpan.FromMilliseconds(Math.Min((double)rest, LongestRest)),
                IsAbandoned: word.ToString() is "abandoned"
            ),
            [var word, var fields] => Answer(word.ToString(), Fields(fields), session.Device, session.Key),
            _ => StoreAnswer.Gone.Instance,
        };

    private StoreAnswer.Revoked Left(string key, Dictionary<string, string> fields) =>
        _isPlain && DeviceId.Parse(keys.Id(key)) is { } device && _reader.Read(device, key, fields) is { } session
            ? new StoreAnswer.Revoked(key, session.AuthServer, session.Tokens)
            : new StoreAnswer.Revoked(key, fields.GetValueOrDefault(RecordField.AuthServer) ?? "default", Tokens: null);

    private StoreAnswer Answer(string word, Dictionary<string, string> fields, DeviceId device, string key) =>
        _reader.Read(device, key, fields) is not { } session ? _reader.ReadEnded(device, key, fields)
        : word is "changed" ? new StoreAnswer.Changed(session)
        : new StoreAnswer.Current(session);

    private async Task<StoreAnswer> AskAsync<T>(Func<IDatabase, Task<T>> ask, Func<T, StoreAnswer> read)
    {
        T answer;
        try
        {
            answer = await ask(redis.Database);
        }
        catch (RedisServerException error) when (error.Message.Contains("WRONGTYPE", StringComparison.Ordinal))
        {
            return StoreAnswer.Gone.Instance; // a key of another type is no session
        }
        catch (RedisServerException error)
        {
            LogUnavailable(ErrorCode(error)); // NOAUTH, OOM, LOADING, READONLY
            return StoreAnswer.Unavailable.Answered;
        }
        catch (Exception error)
        {
            LogUnavailable(error.GetType().Name); // whatever the client throws, the store did not answer
            return StoreAnswer.Unavailable.Instance;
        }
        return read(answer);
    }

    private static string ErrorCode(RedisServerException error) => error.Message.Split(' ', 2)[0];

    private static Dictionary<string, string> Fields(HashEntry[] entries)
    {
        var fields = new Dictionary<string, string>(entries.Length, StringComparer.Ordinal);
        foreach (var entry in entries)
            fields[entry.Name.ToString()] = entry.Value.ToString();
        return fields;
    }

    private static Dictionary<string, string> Fields(RedisResult pairs)
    {
        var flat = (RedisValue[])pairs!;
        var fields = new Dictionary<string, string>(flat.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i + 1 < flat.Length; i += 2)
            fields[flat[i].ToString()] = flat[i + 1].ToString();
        return fields;
    }

    // A record without an end of its own keeps the one it has.
    private static RedisValue Milliseconds(DateTimeOffset end) => end == DateTimeOffset.MaxValue ? RedisValue.EmptyString : end.ToUnixTimeMilliseconds();

    // No more than a word: the error's own message may name the key, and in Plain the key is the device id.
    [LoggerMessage(300, LogLevel.Warning, "The store did not answer: {Error}")]
    private partial void LogUnavailable(string error);
}
