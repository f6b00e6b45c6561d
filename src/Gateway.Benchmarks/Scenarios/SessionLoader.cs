using System.Globalization;
using System.Security.Cryptography;
using Gateway.Devices;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tokens;

namespace Gateway.Benchmarks.Scenarios;

/// <summary>Fills a Redis with sessions as sign-ins do, each of a person of its own, by the gateway's own indexes and scripts but without HTTP.</summary>
internal static class SessionLoader
{
    private const int AtOnce = 256;
    private const int RefreshTokenLength = 43;
    private static readonly TimeSpan Life = TimeSpan.FromDays(14);

    /// <summary>Opens <paramref name="count"/> sessions. What is returned are the cookies of the first <paramref name="inUse"/>.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string redis, int count, int inUse, BenchmarkOptions options)
    {
        string[] settings = [$"--Gateway:Redis:Configuration={redis}", "--Gateway:Redis:Timeout=00:00:30", $"--Gateway:Sessions:Format={options.Format}"];
        await using var gateway = GatewayApplication.Create([.. settings, "--Serilog:MinimumLevel:Default=Error"]);
        var services = gateway.Services;
        await services.GetRequiredService<RedisConnection>().StartAsync(CancellationToken.None);
        var (index, records, keys) = (services.GetRequiredService<SessionIndex>(), services.GetRequiredService<SessionRecords>(), services.GetRequiredService<SessionKeys>());
        var cookies = new string[inUse];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, OpenAsync);
        return cookies;

        async ValueTask OpenAsync(int number, CancellationToken cancellationToken)
        {
            var device = DeviceId.New();
            var indexed = await index.AddAsync(NewSession(device, keys.Record(device), number, options.TokenLength));
            if (indexed is null || await records.OpenAsync(indexed, told: null) is not StoreAnswer.Current)
                throw new BenchmarkException($"Session {number} could not be stored.");
            if (number < inUse)
                cookies[number] = $"device_id={device.Reveal()}";
        }
    }

    private static Session NewSession(DeviceId device, string record, int number, int tokenLength)
    {
        var now = DateTimeOffset.UtcNow;
        return new Session
        {
            Device = device,
            Key = record,
            AuthServer = "default",
            User = Guid.NewGuid().ToString(),
            Email = string.Create(CultureInfo.InvariantCulture, $"person.{number}@example.com"),
            Version = 1,
            CreatedAt = now,
            SeenAt = now,
            DeviceName = "Firefox on Android",
            Address = "203.0.113.77",
            Tokens = new TokenSet
            {
                AccessToken = NewToken(tokenLength),
                AccessExpiry = now.AddDays(1), // so that nothing is refreshed meanwhile
                AccessLifetime = TimeSpan.FromDays(1),
                RefreshToken = NewToken(RefreshTokenLength),
                RefreshExpiry = now + Life,
            },
        };
    }

    private static Secret NewToken(int length) => new(RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", length));
}
