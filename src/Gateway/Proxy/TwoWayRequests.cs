using Gateway.Drain;
using Gateway.Sessions;

namespace Gateway.Proxy;

/// <summary>
/// Requests that can go on in both directions for as long as client and destination like: WebSockets and gRPC. <see cref="EndingStreams"/> ends them in their own
/// words; a client that does not listen, or a destination that has not begun to answer, would keep them from that, so a little later they are aborted.
/// </summary>
internal sealed class TwoWayRequests(SessionWatch watch, Draining draining, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Whether <paramref name="request"/> is one. No allocation.</summary>
    public static bool Is(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0
        || HttpMethods.IsConnect(request.Method)
        || request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Has it end with <paramref name="session"/>, where there is one, and with this process.</summary>
    public void Bound(HttpContext http, Session? session) =>
        http.Response.RegisterForDispose(new Bounded(http, session is null ? null : watch.Watch(session), time, draining.Closing));

    private sealed class Bounded : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly HttpContext _http;
        private readonly WatchedSession? _watched;
        private readonly TimeProvider _time;
        private readonly CancellationTokenRegistration[] _reasons;
        private ITimer? _timer;
        private bool _isOver;

        public Bounded(HttpContext http, WatchedSession? watched, TimeProvider time, CancellationToken closing)
        {
            (_http, _watched, _time) = (http, watched, time);
            _reasons = [closing.UnsafeRegister(_ => EndSoon(), null), watched?.Ended.UnsafeRegister(_ => EndSoon(), null) ?? default];
        }

        // By then the request is over, and its context may become another's.
        public void Dispose()
        {
            lock (_lock)
                _isOver = true;
            foreach (var reason in _reasons)
                reason.Unregister();
            _timer?.Dispose();
            _watched?.Dispose();
        }

        private void EndSoon()
        {
            lock (_lock)
                if (!_isOver)
                    _timer ??= _time.CreateTimer(_ => Abort(), null, Grace, Timeout.InfiniteTimeSpan);
        }

        private void Abort()
        {
            lock (_lock)
                if (!_isOver)
                    _http.Abort();
        }
    }
}
