using Gateway.AuthServers;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;
using Gateway.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Refresh;

public sealed class RefreshScheduleTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Gateway:AuthServers:short:Authority"] = "https://id.example.com",
                        ["Gateway:AuthServers:short:AccessTokenLifetime"] = "00:00:30",
                    }
                )
                .Build()
        )
        .AddAuthServers(_ => TimeSpan.FromSeconds(10))
        .BuildServiceProvider();

    [Theory]
    // Ahead 30 s: a long-lived token is due 30 s before its end.
    [InlineData(30, 3600, 3600, Freshness.Fresh)]
    [InlineData(30, 3600, 30.001, Freshness.Fresh)]
    [InlineData(30, 3600, 30, Freshness.Due)]
    [InlineData(30, 3600, 0.001, Freshness.Due)]
    [InlineData(30, 3600, 0, Freshness.Expired)]
    [InlineData(30, 3600, -1, Freshness.Expired)]
    // A token of 90 s is the shortest that gets all of them.
    [InlineData(30, 90, 30, Freshness.Due)]
    [InlineData(30, 89, 30, Freshness.Fresh)]
    // One of 10 s is due in its last third only, not on every request.
    [InlineData(30, 10, 10, Freshness.Fresh)]
    [InlineData(30, 10, 3.4, Freshness.Fresh)]
    [InlineData(30, 10, 3.3, Freshness.Due)]
    [InlineData(30, 10, 0, Freshness.Expired)]
    // Ahead 0: only when it has ended.
    [InlineData(0, 3600, 0.001, Freshness.Fresh)]
    [InlineData(0, 3600, 0, Freshness.Expired)]
    // A clock that is behind the auth server's makes a token live longer than it says.
    [InlineData(30, 10, 60, Freshness.Fresh)]
    public void A_token_is_due_ahead_of_its_end_by_a_third_of_its_life_at_most(double ahead, double lifetime, double left, Freshness expected) =>
        Judge(ahead, Session(lifetime, left)).ShouldBe(expected);

    [Theory]
    [InlineData("short", 10.001, Freshness.Fresh)] // its auth server's tokens live 30 s
    [InlineData("short", 10, Freshness.Due)]
    [InlineData("short", 0, Freshness.Expired)]
    [InlineData("SHORT", 10, Freshness.Due)]
    [InlineData("gone", 0.001, Freshness.Fresh)] // an auth server that is no longer configured cannot be asked anyway
    [InlineData("gone", 0, Freshness.Expired)]
    public void A_token_of_unknown_lifetime_lives_as_long_as_its_auth_servers_tokens_do(string authServer, double left, Freshness expected) =>
        Judge(30, Session(lifetime: 0, left) with { AuthServer = authServer }).ShouldBe(expected);

    [Theory]
    [InlineData(0, 30)]
    [InlineData(0.5, 26.25)]
    [InlineData(1, 22.5)]
    public void Sessions_that_were_opened_together_are_not_due_together(double spread, double left)
    {
        Judge(30, Session(3600, left) with { Spread = spread }).ShouldBe(Freshness.Due);
        Judge(30, Session(3600, left + 0.001) with { Spread = spread }).ShouldBe(Freshness.Fresh);
    }

    [Fact]
    public void The_moments_of_many_sessions_lie_evenly()
    {
        var quarters = Enumerable.Range(0, 1000).Select(i => (int)(4 * (Some.Session() with { Key = $"session:{i}" }).Spread)).CountBy(quarter => quarter);

        quarters.ShouldAllBe(quarter => quarter.Value > 200);
    }

    [Fact]
    public void A_session_that_cannot_be_refreshed_is_never_due()
    {
        var due = Session(3600, left: 10);
        Judge(30, due).ShouldBe(Freshness.Due);
        Judge(30, due with { IsRefused = true }).ShouldBe(Freshness.Fresh);
        Judge(30, due with { Tokens = due.Tokens with { RefreshToken = default } }).ShouldBe(Freshness.Fresh);

        var expired = Session(3600, left: 0);
        Judge(30, expired with { IsRefused = true }).ShouldBe(Freshness.Expired);
    }

    [Fact]
    public void The_oldest_and_the_longest_tokens_do_not_overflow()
    {
        Judge(30, Ending(DateTimeOffset.MinValue)).ShouldBe(Freshness.Expired);
        Judge(30, Ending(DateTimeOffset.MaxValue)).ShouldBe(Freshness.Fresh);
    }

    [Fact]
    public void It_judges_by_the_present_time()
    {
        var session = Session(3600, left: 3600);
        Judge(30, session).ShouldBe(Freshness.Fresh);
        _time.Advance(TimeSpan.FromSeconds(3570));
        Judge(30, session).ShouldBe(Freshness.Due);
        _time.Advance(TimeSpan.FromSeconds(30));
        Judge(30, session).ShouldBe(Freshness.Expired);
    }

    public void Dispose() => _services.Dispose();

    private Freshness Judge(double ahead, Session session) =>
        new RefreshSchedule(Options.Create(new RefreshOptions { Ahead = TimeSpan.FromSeconds(ahead) }), _services.GetRequiredService<AuthServerRegistry>(), _time).Judge(session);

    private Session Session(double lifetime, double left)
    {
        var session = Ending(_time.GetUtcNow() + TimeSpan.FromSeconds(left));
        return session with { Tokens = session.Tokens with { AccessLifetime = TimeSpan.FromSeconds(lifetime) } };
    }

    private static Session Ending(DateTimeOffset expiry) => Some.Session() is var some ? some with { Spread = 0, Tokens = some.Tokens with { AccessExpiry = expiry, RefreshToken = new Secret("r") } } : null!;
}
