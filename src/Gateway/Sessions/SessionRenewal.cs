using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Gateway.Sessions;

/// <summary>
/// Looks again at cached sessions before their age ends, while they are in use: behind the requests, many in one turn, and no more of each than its
/// version. So a session in use is read once, and no request waits for the store because five seconds have passed.
/// </summary>
internal sealed class SessionRenewal(SessionRecords records, SessionCache cache, SubscriptionEpoch epoch, IOptions<SessionsOptions> options, TimeProvider time)
    : BackgroundService
{
    private const int MostAtOnce = 1000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    // Others that write plain records may keep no version, so those have to be read whole, by the request that wants them.
    private readonly TimeSpan _from = options.Value.Format is SessionFormat.Plain ? TimeSpan.MaxValue : options.Value.CacheMaxAge * 0.75;
    private readonly Channel<CachedSession> _due = Channel.CreateUnbounded<CachedSession>(new() { SingleReader = true });

    /// <summary>A session of that age is in use.</summary>
    public void Note(CachedSession cached, TimeSpan age)
    {
        if (age > _from && cached.TryClaim())
            _due.Writer.TryWrite(cached); // once for each reading, so there are never more than the cache holds
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _due.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Gathering, time, stoppingToken);
                var turn = new List<CachedSession>();
                while (turn.Count < MostAtOnce && _due.Reader.TryRead(out var cached))
                    turn.Add(cached);
                await LookAsync(turn);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped, also where the start of something else has failed: nobody's fault that a log should tell of.
        }
    }

    private async Task LookAsync(List<CachedSession> turn)
    {
        var (now, current) = (time.GetTimestamp(), epoch.Current);
        var answers = await records.AreAsKnownAsync(turn.ConvertAll(cached => cached.Session));
        for (var i = 0; i < turn.Count; i++)
            if (answers[i] is true && turn[i].Epoch == current) // else its version may be another's: see SessionStore.FindAsync
                cache.Renew(turn[i], new(turn[i].Session, now, current)); // not where news of a change came in meanwhile
            else if (answers[i] is false)
                cache.Forget(turn[i].Session.Key);
    }
}
