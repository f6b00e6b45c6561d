using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tokens;

namespace Gateway.Benchmarks.HotPath;

/// <summary>Sessions as a sign-in makes them.</summary>
internal static class SomeSession
{
    public static Session New()
    {
        var device = DeviceId.New();
        return new Session
        {
            Device = device,
            Key = "gateway:session:" + device.Reveal(),
            AuthServer = "default",
            User = "user",
            Version = 1,
            Tokens = new TokenSet
            {
                AccessToken = new Secret(new string('a', 400)),
                AccessExpiry = DateTimeOffset.UtcNow.AddHours(1),
                AccessLifetime = TimeSpan.FromHours(1),
                RefreshToken = new Secret(new string('r', 43)),
                RefreshExpiry = DateTimeOffset.UtcNow.AddDays(1),
            },
        };
    }
}
