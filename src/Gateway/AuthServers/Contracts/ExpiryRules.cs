using System.Globalization;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>When tokens end: what the answer says, else what the JWT says, else the configured lifetime. Odd values say nothing.</summary>
internal sealed record ExpiryRules(TimeSpan AccessTokenLifetime, TimeSpan RefreshTokenLifetime)
{
    /// <summary>No token is taken to live longer, so that no sum overflows. A longer <c>expires_in</c> is mostly a date, not a duration.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public DateTimeOffset AccessExpiry(string token, string? expiresIn, DateTimeOffset now) =>
        Told(token, expiresIn, now) ?? now + AccessTokenLifetime;

    /// <summary>The whole life of an access token: that of the JWT, else what is left of it now, at its start.</summary>
    public TimeSpan AccessLifetime(string token, DateTimeOffset expiry, DateTimeOffset now) =>
        JwtLifetime.Read(token)?.Length is { } length ? length
        : expiry > now ? expiry - now
        : AccessTokenLifetime;

    /// <summary>A refresh token that is not new goes on as before, unless something tells.</summary>
    public DateTimeOffset RefreshExpiry(string token, string? expiresIn, TokenSet? previous, DateTimeOffset now) =>
        Told(token, expiresIn, now) ?? (previous?.RefreshToken == new Secret(token) ? previous.RefreshExpiry : now + RefreshTokenLifetime);

    private static DateTimeOffset? Told(string token, string? expiresIn, DateTimeOffset now)
    {
        if (double.TryParse(expiresIn, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= Longest.TotalSeconds)
            return now.AddSeconds(seconds);
        return JwtLifetime.Read(token)?.Expiry is { } expiry ? (expiry - now > Longest ? now + Longest : expiry) : null;
    }
}
