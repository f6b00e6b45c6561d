using Gateway.Sessions;

namespace Gateway.Account;

/// <summary>What a frontend may know of its session.</summary>
internal sealed record SessionView(
    bool Authenticated,
    string? User,
    string? Email,
    string? Device,
    DateTimeOffset? AccessExpiry,
    DateTimeOffset? RefreshExpiry,
    string? SignInUrl,
    string? Reason
)
{
    public static SessionView Of(Session session, string? signInUrl) =>
        new(
            true,
            session.User,
            session.Email,
            session.DeviceName,
            Known(session.Tokens.AccessExpiry),
            Known(session.Tokens.RefreshExpiry),
            signInUrl,
            Reason: null
        );

    private static DateTimeOffset? Known(DateTimeOffset expiry) => expiry == DateTimeOffset.MaxValue ? null : expiry.ToUniversalTime();

    /// <summary>There is none; <paramref name="reason"/> where there is more to say than that.</summary>
    public static SessionView None(string? signInUrl, string? reason) => new(false, null, null, null, null, null, signInUrl, reason);
}
