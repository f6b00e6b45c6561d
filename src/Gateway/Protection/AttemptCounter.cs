using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Redis;

namespace Gateway.Protection;

/// <summary>Counts attempts within a minute, over all instances. Names are hashed: a counter tells nobody whose it is.</summary>
internal sealed partial class AttemptCounter(RedisConnection redis, ILogger<AttemptCounter> log)
{
    private const int Window = 60_000; // ms
    private static readonly RedisScript CountScript = RedisScript.Load("Protection", "count");

    /// <summary>Counts one more attempt of <paramref name="who"/>.</summary>
    public async Task<AttemptOutcome> CountAsync(string who, int most)
    {
        try
        {
            var rest = (long)await CountScript.RunAsync(redis.Database, Key(who), most, Window);
            return rest is 0 ? AttemptOutcome.Allowed.Instance : new AttemptOutcome.TooMany(TimeSpan.FromMilliseconds(rest));
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return AttemptOutcome.Uncounted.Instance;
        }
    }

    private string Key(string who) => $"{redis.KeyPrefix}attempts:{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(who)))[..22]}";

    [LoggerMessage(1210, LogLevel.Warning, "The store did not count an attempt to sign in: {Error}")]
    private partial void LogUnavailable(string error);
}
