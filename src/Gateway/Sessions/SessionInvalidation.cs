using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>
/// Listens to the changes of records and makes the cache forget them. While the subscription is down nothing that was read
/// before counts as current, since news of its change may have been lost.
/// </summary>
internal sealed partial class SessionInvalidation(
    RedisConnection redis,
    SessionKeys keys,
    SessionCache cache,
    SessionReads reads,
    OwnWrites writes,
    RecordChanges changes,
    SessionWatch watch,
    AnnouncedLeases leases,
    InstanceId self,
    SubscriptionEpoch epoch,
    ILogger<SessionInvalidation> log
) : IHostedService, IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private bool _isResuming;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var listening = ListenAsync();
        return redis.OpenedAsync.IsCompleted ? listening : Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        epoch.Down();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task ListenAsync()
    {
        var store = await redis.OpenedAsync;
        store.ConnectionFailed += (_, failure) => OnDown(failure.ConnectionType);
        store.ConnectionRestored += (_, _) => OnRestored();
        // Registered with the client even while the store is away: the client subscribes whenever it connects.
        await store.GetSubscriber().SubscribeAsync(keys.Changed, OnMessage, CommandFlags.FireAndForget);
        await store.GetSubscriber().SubscribeAsync(keys.Leased, OnLeased, CommandFlags.FireAndForget);
        if (!await TryResumeAsync())
            _ = ResumeAsync();
    }

    private void OnMessage(RedisChannel channel, RedisValue record) => OnChanged(record.ToString());

    private void OnLeased(RedisChannel channel, RedisValue announcement) => leases.Hear(announcement.ToString(), self.Value);

    private void OnChanged(string record)
    {
        if (!writes.IsEcho(record))
        {
            reads.Taint(record);
            cache.Forget(record);
        }
        leases.Forget(record);
        changes.Signal(record);
        watch.Signal(record);
    }

    private void OnRestored()
    {
        epoch.Disturb();
        _ = ResumeAsync();
    }

    private void OnDown(ConnectionType connection)
    {
        epoch.Disturb();
        if (connection is not ConnectionType.Subscription)
            return;
        epoch.Down();
        writes.AbandonAll();
        leases.ForgetAll();
        changes.SignalAll(); // whoever waits for news that may be lost looks for himself
        LogDown();
        _ = ResumeAsync(); // this handler may well run after the one that tells of the new connection
    }

    /// <summary>
    /// Up again once the subscription's own connection has answered: whatever it was told to do before is then in force. Looked at again and again, for where
    /// there are several servers the client moves the subscription to another, and no connection comes back that would tell.
    /// </summary>
    private async Task ResumeAsync()
    {
        if (Interlocked.Exchange(ref _isResuming, true))
            return; // who is at it goes on until it is up
        try
        {
            while (!_stopping.IsCancellationRequested && !await TryResumeAsync())
                await Task.Delay(RetryDelay, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ObjectDisposedException)
        {
            return; // the client is gone, and nothing will be heard any more
        }
        Volatile.Write(ref _isResuming, false);
        if (epoch.Current is SubscriptionEpoch.None && !_stopping.IsCancellationRequested)
            _ = ResumeAsync(); // down again, told to one that was just about to end
    }

    private async Task<bool> TryResumeAsync()
    {
        try
        {
            var subscriber = redis.Multiplexer.GetSubscriber();
            var downs = epoch.Count;
            await subscriber.PingAsync();
            if (subscriber.SubscribedEndpoint(keys.Changed) is null)
            {
                // Refused, perhaps by an ACL that is being mended.
                await subscriber.UnsubscribeAsync(keys.Changed, OnMessage, CommandFlags.FireAndForget);
                await subscriber.SubscribeAsync(keys.Changed, OnMessage, CommandFlags.FireAndForget);
                return false;
            }
            if (epoch.Up(since: downs))
            {
                LogUp();
                watch.SignalAll();
            }
            return true;
        }
        catch (Exception error) when (error is not ObjectDisposedException && RedisFailure.Is(error))
        {
            LogNotYet(error.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(310, LogLevel.Information, "Changes of sessions are heard")]
    private partial void LogUp();

    [LoggerMessage(311, LogLevel.Warning, "Changes of sessions are not heard; cached sessions are read again before use")]
    private partial void LogDown();

    [LoggerMessage(312, LogLevel.Debug, "The subscription is not up yet: {Error}")]
    private partial void LogNotYet(string error);
}
