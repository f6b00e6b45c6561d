namespace Gateway.Sessions;

/// <summary>What can be known of a session without its cookie: what lists show, and what ends it from elsewhere.</summary>
/// <param name="Record">Name of its record in the store. As secret as the cookie where records are plain.</param>
/// <param name="Handle">What names it to people and programs; nobody gets in by it.</param>
/// <param name="AuthServer">Name of the auth server that granted it.</param>
/// <param name="User">The user, as the auth server names them; null where it does not tell.</param>
/// <param name="Email">The user's e-mail address; null where it is not known.</param>
/// <param name="DeviceName">Name of the device, such as "Firefox on Android".</param>
/// <param name="Address">Address that the person signed in from.</param>
/// <param name="CreatedAt">When the person signed in.</param>
/// <param name="SeenAt">When it was last seen in use, to the exactness of a refresh.</param>
/// <param name="ExpiresAt">When it ends; null where nothing tells.</param>
/// <param name="Sid">The session at the auth server (OpenID Connect <c>sid</c>); null where it does not tell.</param>
internal sealed record SessionEntry(
    string Record,
    string Handle,
    string AuthServer,
    string? User,
    string? Email,
    string? DeviceName,
    string? Address,
    DateTimeOffset CreatedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset? ExpiresAt,
    string? Sid
)
{
    /// <summary>How an open session is listed.</summary>
    public static SessionEntry Of(Session session) =>
        new(
            session.Key,
            SessionKeys.Handle(session.Key),
            session.AuthServer,
            session.User,
            session.Email,
            session.DeviceName,
            session.Address,
            session.CreatedAt,
            session.SeenAt,
            session.Tokens.RefreshExpiry == DateTimeOffset.MaxValue ? null : session.Tokens.RefreshExpiry,
            session.Sid
        );

    /// <summary>Says nothing of the person or the device.</summary>
    public override string ToString() => $"session {Handle} at {AuthServer}";
}
