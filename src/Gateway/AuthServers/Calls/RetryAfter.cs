namespace Gateway.AuthServers.Calls;

/// <summary>The <c>Retry-After</c> header (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>Longer waits are cut to this: a slip of the server must not keep users out for a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now) =>
        Bound(
            response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } => date - now,
                _ => null,
            }
        );

    /// <summary><paramref name="asked"/> within what is heeded; null where that is nothing.</summary>
    public static TimeSpan? Bound(TimeSpan? asked) =>
        asked is not { } wait || wait <= TimeSpan.Zero ? null
        : wait > Longest ? Longest
        : wait;
}
