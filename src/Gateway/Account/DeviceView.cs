using Gateway.Sessions;

namespace Gateway.Account;

/// <summary>What a person may know of a device of theirs.</summary>
/// <param name="Id">Names it in <c>DELETE /auth/devices/{id}</c>; nobody gets in by it.</param>
/// <param name="Name">Such as "Firefox on Android"; null where its browser did not say.</param>
/// <param name="Current">Whether it is the one that asks.</param>
/// <param name="CreatedAt">When the person signed in there; null where nothing tells.</param>
/// <param name="SeenAt">When it was last seen in use, to the exactness of a refresh.</param>
/// <param name="ExpiresAt">When its session ends if it is not used; null where nothing tells.</param>
/// <param name="Ip">Address that the person signed in from.</param>
internal sealed record DeviceView(string Id, string? Name, bool Current, DateTimeOffset? CreatedAt, DateTimeOffset? SeenAt, DateTimeOffset? ExpiresAt, string? Ip)
{
    public static DeviceView Of(SessionEntry entry, Session own) =>
        new(
            entry.Handle,
            entry.DeviceName,
            entry.Record == own.Key,
            Known(entry.CreatedAt),
            Known(entry.SeenAt),
            entry.ExpiresAt?.ToUniversalTime(),
            entry.Address
        );

    // A record that another service wrote may tell none.
    private static DateTimeOffset? Known(DateTimeOffset date) => date == default ? null : date.ToUniversalTime();
}
