using Gateway.AuthServers;
using Gateway.AuthServers.Contracts;
using Gateway.Tokens;

namespace Gateway.Tests.Fuzz;

/// <summary>Whatever a token looks like: it has claims that can be read to their end, or none.</summary>
public sealed class JwtFuzz(ITestOutputHelper output)
{
    private static readonly string[] Paths = ["sub", "email", "data.email"];

    [Fact]
    public Task A_token_has_claims_or_none() => FuzzRun.PlayAsync(output, 0.1, Read);

    private static void Read(Odd odd)
    {
        var token = odd.Of(odd.Jwt(), odd.Jwt(), odd.Text(), odd.Changed(odd.Jwt()));

        if (Jwt.ReadClaims(token) is { } claims)
            foreach (var path in Paths)
                if (JsonPath.Find(claims, path) is { } found)
                    JsonScalar.Read(found);
        if (JwtLifetime.Read(token) is { } lifetime)
            (lifetime.Length ?? TimeSpan.FromTicks(1)).ShouldBeGreaterThan(TimeSpan.Zero);
        SetCookie.TryParse(token, DateTimeOffset.UnixEpoch);
        if (Locator.TryParse(token, out var locator))
            locator.Path.ShouldNotBeEmpty();
    }
}
