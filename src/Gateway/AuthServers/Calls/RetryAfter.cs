namespace Gateway.AuthServers.Calls;

/// <summary>The <c>Retry-After</c> header (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>Longer waits are cut to this: a slip of the server must not keep users out for a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => TimeSpan.Zero,
        };
        return asked <= TimeSpan.Zero ? null
            : asked > Longest ? Longest
            : asked;
    }
}
