using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Gateway.Protection;

/// <summary>How much one session may ask of this instance at a time. A session is named by its record.</summary>
internal sealed class SessionLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _requests;
    private readonly PartitionedRateLimiter<string>? _webSockets;

    public SessionLimits(IOptions<ProtectionOptions> options)
    {
        if (options.Value.RequestsPerSecondPerSession is > 0 and var requests)
            _requests = PartitionedRateLimiter.Create<string, string>(session => RateLimitPartition.GetTokenBucketLimiter(session, _ => Bucket(requests)));
        if (options.Value.WebSocketsPerSession is > 0 and var webSockets)
            _webSockets = PartitionedRateLimiter.Create<string, string>(session => RateLimitPartition.GetConcurrencyLimiter(session, _ => new() { PermitLimit = webSockets }));
    }

    /// <summary>Whether there is any limit.</summary>
    public bool AreSet => _requests is not null || _webSockets is not null;

    /// <summary>Takes a request's place; null where there is no limit. Nothing is given back: places come with time.</summary>
    public RateLimitLease? TakeRequest(string session) => _requests?.AttemptAcquire(session);

    /// <summary>Takes a WebSocket's place, which is free again when the lease is disposed; null where there is no limit.</summary>
    public RateLimitLease? TakeWebSocket(string session) => _webSockets?.AttemptAcquire(session);

    public void Dispose()
    {
        _requests?.Dispose();
        _webSockets?.Dispose();
    }

    private static TokenBucketRateLimiterOptions Bucket(int requests) =>
        new()
        {
            TokenLimit = requests,
            TokensPerPeriod = requests,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        };
}
