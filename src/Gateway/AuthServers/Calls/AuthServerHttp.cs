using Gateway.AuthServers.Contracts;

namespace Gateway.AuthServers.Calls;

/// <summary>The connections to one auth server: no redirects followed, no cookies kept, nothing larger than a token answer read.</summary>
internal static class AuthServerHttp
{
    // Enough for a second in which a thousand sessions are due, few enough not to be a burden by itself.
    private const int MostConnections = 256;

    public static HttpClient Create(TimeSpan connectTimeout) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = connectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows changes of DNS
                MaxConnectionsPerServer = MostConnections,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline has the deadline
            MaxResponseContentBufferSize = AnswerLimits.Bytes,
        };
}
