using Gateway.Sessions;

namespace Gateway.Admin;

/// <summary>What an operator may know of a session: whose it is and since when, nothing that opens it.</summary>
internal sealed record SessionRow(
    string Id,
    string AuthServer,
    string? User,
    string? Email,
    string? Name,
    string? Ip,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? SeenAt,
    DateTimeOffset? ExpiresAt
)
{
    public static SessionRow Of(SessionEntry entry) =>
        new(
            entry.Handle,
            entry.AuthServer,
            entry.User,
            entry.Email,
            entry.DeviceName,
            entry.Address,
            Known(entry.CreatedAt),
            Known(entry.SeenAt),
            entry.ExpiresAt?.ToUniversalTime()
        );

    // A record that another service wrote may tell none.
    private static DateTimeOffset? Known(DateTimeOffset date) => date == default ? null : date.ToUniversalTime();
}
