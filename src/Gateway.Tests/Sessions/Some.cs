using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tokens;

namespace Gateway.Tests.Sessions;

/// <summary>Sessions for tests.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A complete one; every field has a value of its own.</summary>
    public static Session Session(DeviceId? device = null, string? key = null)
    {
        var id = device ?? DeviceId.New();
        return new Session
        {
            Device = id,
            Key = key ?? $"gateway:session:{id.Reveal()}",
            AuthServer = "corporate",
            User = "u1",
            Email = "ada@example.com",
            Version = 7,
            CreatedAt = Noon,
            SeenAt = Noon.AddMinutes(1),
            DeviceName = "Firefox on Linux",
            Address = "192.0.2.1",
            IndexedUntil = Noon.AddDays(28),
            Tokens = new TokenSet
            {
                AccessToken = new Secret("the-access-token"),
                AccessExpiry = Noon.AddMinutes(5),
                AccessLifetime = TimeSpan.FromMinutes(5),
                RefreshToken = new Secret("the-refresh-token"),
                RefreshExpiry = Noon.AddDays(14),
                TokenType = "bearer",
                IdToken = new Secret("the-id-token"),
            },
        };
    }

    public static CachedSession Cached(Session session, bool isUnstored = false) => new(session, 1, 1, isUnstored);

    public static DeviceId Device(int number) => DeviceId.Parse($"device-number-{number:D8}")!.Value;
}
