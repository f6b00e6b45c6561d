using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Gateway.Tests.StandIns;

/// <summary>
/// Callers that write values of 1 to 200 KB and read them back while a story is told. That a call fails is part of the story, if with an
/// exception of StackExchange.Redis; that another one comes through, or another byte, is not.
/// </summary>
internal sealed class RedisLoad
{
    private const int Callers = 8;
    private const int Kilobyte = 1024;

    // What an event may take on a busy machine; nothing waits this long when all is well.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly IDatabase _database;
    private readonly ConcurrentQueue<Exception> _foreignExceptions = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _reached;
    private long _target;
    private long _done;
    private int _wrongValues;

    private RedisLoad(IDatabase database) => _database = database;

    public int WrongValues => _wrongValues;
    public IReadOnlyCollection<Exception> ForeignExceptions => _foreignExceptions;

    public static bool IsOfRedis(Exception exception) => exception is RedisException or RedisTimeoutException;

    /// <summary>Ends with the story; what it returns says how the calls fared.</summary>
    public static async Task<RedisLoad> DuringAsync(IDatabase database, Func<RedisLoad, Task> story)
    {
        var load = new RedisLoad(database);
        using var ended = new CancellationTokenSource();
        var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => load.CallAsync(caller, ended.Token))));
        try
        {
            await story(load);
        }
        finally
        {
            await ended.CancelAsync();
            await callers;
        }

        return load;
    }

    /// <summary>Ends when so many more values were written and read back.</summary>
    public Task DoneAsync(int roundTrips, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _target = _done + roundTrips;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task.WaitAsync(Limit, cancellationToken);
        }
    }

    private async Task CallAsync(int caller, CancellationToken ended)
    {
        var random = new Random(caller);
        RedisKey key = $"value:{caller}";
        while (!ended.IsCancellationRequested)
        {
            var value = new byte[random.Next(Kilobyte, 200 * Kilobyte)];
            random.NextBytes(value);
            try
            {
                await _database.StringSetAsync(key, value);
                byte[]? back = await _database.StringGetAsync(key);
                Count(isRight: back.AsSpan().SequenceEqual(value));
            }
            catch (Exception exception) when (IsOfRedis(exception)) { } // cut, frozen or restarted: the next value comes
            catch (Exception exception)
            {
                _foreignExceptions.Enqueue(exception);
            }
        }
    }

    private void Count(bool isRight)
    {
        if (!isRight)
            Interlocked.Increment(ref _wrongValues);

        lock (_lock)
        {
            if (++_done >= _target)
                _reached?.TrySetResult();
        }
    }
}
