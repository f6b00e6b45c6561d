using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Events;

/// <summary>The outbox in the store: one command a call, each on one key. Where the store does not answer, a call says so by null or false.</summary>
internal sealed partial class OutboxStore(RedisConnection redis, TimeProvider time, ILogger<OutboxStore> log)
{
    /// <summary>How long what was not delivered is kept, whatever happens.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(4);

    private static readonly RedisScript ClaimScript = RedisScript.Load("Events", "claim");
    private static readonly RedisScript MarkScript = RedisScript.Load("Events", "mark");

    private readonly OutboxKeys _keys = new(redis.KeyPrefix);

    /// <summary>Name of the events of a record.</summary>
    public string ListOf(string record) => _keys.Of(record);

    /// <summary>Notes <paramref name="intents"/>, to be looked at after <paramref name="delay"/>.</summary>
    public Task NoteAsync(IEnumerable<Intent> intents, TimeSpan delay) => SetAsync(intents, delay, SortedSetWhen.Always);

    /// <summary>Has <paramref name="intents"/> looked at after <paramref name="delay"/>, unless they were taken out meanwhile.</summary>
    public Task PutOffAsync(IEnumerable<Intent> intents, TimeSpan delay) => SetAsync(intents, delay, SortedSetWhen.Exists);

    /// <summary>Takes <paramref name="named"/>, and at most <paramref name="most"/> others that are due, for <paramref name="length"/>.</summary>
    public Task<Claim?> ClaimAsync(IEnumerable<Intent> named, int most, TimeSpan length)
    {
        var now = time.GetUtcNow();
        RedisValue[] arguments =
        [
            now.ToUnixTimeMilliseconds(),
            (now + length).ToUnixTimeMilliseconds(),
            most,
            (long)Life.TotalMilliseconds,
            .. named.Select(intent => (RedisValue)intent.Text),
        ];
        return AskAsync(async database => Read((RedisResult[])(await ClaimScript.RunAsync(database, _keys.Queue, arguments))!));
    }

    /// <summary>All that is in the queue.</summary>
    public Task<Claim?> ReadQueueAsync() =>
        AskAsync(async database => await database.SortedSetRangeByRankAsync(_keys.Queue, flags: RedisConnection.AtPrimary) is var all ? new Claim(Read(all), all.Length) : null);

    /// <summary>The events of a record as they are stored, oldest first.</summary>
    public Task<IReadOnlyList<string>?> ReadAsync(string record) =>
        AskAsync(async database => (IReadOnlyList<string>?)[.. (await database.ListRangeAsync(ListOf(record), flags: RedisConnection.AtPrimary)).Select(stored => stored.ToString())]);

    /// <summary>Remembers who has the oldest event already.</summary>
    public Task MarkAsync(string record, string before, string now) => TryAsync(database => MarkScript.RunAsync(database, ListOf(record), before, now));

    /// <summary>Takes an event out. By what it says, not by its place: another instance may have taken out what stood before it.</summary>
    public Task<bool> RemoveAsync(string record, string stored) => TryAsync(database => database.ListRemoveAsync(ListOf(record), stored));

    /// <summary>Takes a note out; true where it was there.</summary>
    public async Task<bool> ForgetAsync(Intent intent) =>
        await AskAsync<object>(async database => await database.SortedSetRemoveAsync(_keys.Queue, intent.Text) ? intent : null) is not null;

    private async Task SetAsync(IEnumerable<Intent> intents, TimeSpan delay, SortedSetWhen when)
    {
        var score = (time.GetUtcNow() + delay).ToUnixTimeMilliseconds();
        SortedSetEntry[] entries = [.. intents.Select(intent => new SortedSetEntry(intent.Text, score))];
        if (entries.Length > 0)
            await TryAsync(database => database.SortedSetAddAsync(_keys.Queue, entries, when));
    }

    private static Claim Read(RedisResult[] answer) => new(Read((RedisValue[])answer[1]!), (long)answer[0]);

    private static List<Intent> Read(RedisValue[] members) => [.. members.Select(member => Intent.Parse(member.ToString())).OfType<Intent>()];

    private async Task<bool> TryAsync<T>(Func<IDatabase, Task<T>> ask) =>
        await AskAsync<object>(async database =>
        {
            await ask(database);
            return this;
        })
            is not null;

    private async Task<T?> AskAsync<T>(Func<IDatabase, Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask(redis.Database);
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error is RedisServerException ? error.Message.Split(' ', 2)[0] : error.GetType().Name); // more could name a key
            return null;
        }
    }

    [LoggerMessage(1300, LogLevel.Warning, "The outbox of events could not be reached: {Error}")]
    private partial void LogUnavailable(string error);
}
