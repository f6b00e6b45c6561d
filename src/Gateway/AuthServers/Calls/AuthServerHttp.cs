using Gateway.AuthServers.Contracts;

namespace Gateway.AuthServers.Calls;

/// <summary>The connections to one auth server: no redirects followed, no cookies kept, nothing larger than a token answer read.</summary>
internal static class AuthServerHttp
{
    public static HttpMessageHandler Connect(TimeSpan connectTimeout) =>
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = connectTimeout,
            ActivityHeadersPropagator = TraceParentOnly.Instance,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows changes of DNS
        };

    public static HttpClient Create(HttpMessageHandler handler) =>
        new(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline has the deadline
            MaxResponseContentBufferSize = AnswerLimits.Bytes,
        };
}
