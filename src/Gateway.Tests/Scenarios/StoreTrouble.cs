using System.Net;
using Demo.AuthServer;
using Demo.AuthServer.Traffic;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using StackExchange.Redis;

namespace Gateway.Tests.Scenarios;

/// <summary>A Redis that stands still for a moment, or answers with errors: less than an outage, and nobody takes it for one.</summary>
public sealed class StoreTrouble : StoreStory
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5); // of real time: less than anything that would have to end first
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Redis carries out what it had not answered. Fails when nobody gives back a lease whose answer never came.
    [Fact]
    public async Task A_lease_that_was_asked_for_in_vain_keeps_nobody_waiting_when_the_store_goes_on()
    {
        await using var world = await StartAsync(timeout: "00:00:00.500");
        await world.SignInAsync();
        var other = world.BrowserAt(await world.AddInstanceAsync());
        world.Time.Advance(Lifetime + TimeSpan.FromSeconds(1)); // expired, and read within CacheMaxAge: the lease is the first command

        await Redis.FreezeAsync();
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await Redis.ThawAsync();

        (await other.GetAsync("/api").WaitAsync(Moment, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    // Fails when the waiters are told only after the lease was given back.
    [Fact]
    public async Task Who_waits_for_an_auth_server_that_is_away_does_not_wait_for_the_store_as_well()
    {
        await using var world = await StartAsync(timeout: "00:00:30");
        await world.SignInAsync();
        world.Time.Advance(Lifetime + TimeSpan.FromSeconds(1));
        world.Auth.Faults.Set(new Fault { Mode = FaultMode.Unavailable503, Latency = TimeSpan.FromSeconds(2), OnlyRefreshes = true });

        var request = world.Browser.GetAsync("/api");
        await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
        await Redis.FreezeAsync();
        await world.Time.TimerStartedAsync(TimeSpan.FromSeconds(2), Cancellation);
        world.Time.Advance(TimeSpan.FromSeconds(2));

        await (await request.WaitAsync(Moment, Cancellation)).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        await Redis.ThawAsync();
    }

    // Fails when an error that was answered counts as an outage.
    [Fact]
    public async Task An_error_is_an_answer_so_what_can_be_read_is_read()
    {
        await using var world = await StartAsync(cacheMaxAge: "00:00:05");
        await world.SignInAsync();
        await Redis.CliAsync("DEL", (await world.RecordsAsync()).Single());
        world.Time.Advance(TimeSpan.FromSeconds(6)); // to be read again, and not due yet
        await Redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "1"); // there is none, so writes are refused
        await (await world.Browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword })).ShouldBeProblemAsync(
            HttpStatusCode.ServiceUnavailable,
            "session_store_unavailable"
        );

        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
    }

    // News may have been lost meanwhile. Fails when one command without an answer is enough to serve what is not known to be current.
    [Fact]
    public async Task What_was_read_before_the_subscription_broke_is_read_again_whatever_became_of_anothers_command()
    {
        await using var world = await StartAsync(timeout: "00:00:00.500");
        await world.SignInAsync();
        var ended = (await world.RecordsAsync()).Single();
        Forget(world);
        await Redis.FreezeAsync();
        (await world.Service<SessionStore>().FindAsync(DeviceId.New())).ShouldBeOfType<StoreAnswer.Unavailable>();
        await Redis.ThawAsync();

        await Redis.CliAsync("DEL", ended);

        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
    }

    // Fails when nothing bounds how long a lease without a holder is left alone.
    [Fact]
    public async Task The_lease_of_a_dead_holder_is_taken_over_though_the_store_is_never_quite_well()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Redis.Configuration);
        await redis.GetDatabase().HashSetAsync((await world.RecordsAsync()).Single(), [new("lease_owner", "dead:1"), new("lease_until", 1)]);
        world.Time.Advance(Lifetime + TimeSpan.FromSeconds(1));

        world.Service<SubscriptionEpoch>().Disturb();
        var request = world.Browser.GetAsync("/api");
        for (var looks = 0; looks < 6; looks++)
        {
            await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(500), Cancellation);
            world.Auth.Counters.RefreshCalls.Value.ShouldBe(0); // the holder may live, and have something to store
            world.Service<SubscriptionEpoch>().Disturb();
            world.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        (await request.WaitAsync(Moment, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    /// <summary>What is cached is not known to be current any more, as after a break of the subscription.</summary>
    private static void Forget(World world)
    {
        var epoch = world.Service<SubscriptionEpoch>();
        epoch.Down();
        epoch.Up(since: epoch.Count);
    }

    private Task<World> StartAsync(string timeout = "00:00:10", string cacheMaxAge = "00:01:00") =>
        StartAsync(
            settings =>
            {
                settings["Gateway:Redis:Timeout"] = timeout;
                settings["Gateway:Sessions:CacheMaxAge"] = cacheMaxAge;
            },
            new DemoAuthServerOptions { AccessTokenLifetime = Lifetime }
        );
}
