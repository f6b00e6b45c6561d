using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>How fast passwords can be tried: by one address, and at one account. The addresses are those that a trusted proxy tells of.</summary>
public sealed class SignInAttempts
{
    private const int Most = 3;

    // Fails when the counter lies in the process.
    [Fact]
    public async Task One_address_has_so_many_a_minute_over_all_instances()
    {
        await using var world = await StartAsync(StoreKind.Redis);
        var other = world.BrowserAt(await world.AddInstanceAsync());

        for (var i = 0; i < Most; i++)
            (await TryAsync(i % 2 is 0 ? world.Browser : other, "203.0.113.1", $"{i}@example.com")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        foreach (var browser in new[] { world.Browser, other })
        {
            var refused = await TryAsync(browser, "203.0.113.1", "new@example.com");
            await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too_many_requests");
            refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        }
        world.Auth.Counters.SignInsRefused.Value.ShouldBe(Most);
        (await TryAsync(other, "203.0.113.2", "new@example.com")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Fails when accounts are compared as they are written.
    [Theory, EveryStore]
    public async Task One_account_has_so_many_a_minute_wherever_they_come_from(StoreKind store)
    {
        await using var world = await StartAsync(store);

        for (var i = 0; i < Most; i++)
            (await TryAsync(world.Browser, $"203.0.113.{i}", i % 2 is 0 ? "Ann@example.com" : " ann@example.com ")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await (await TryAsync(world.Browser, "203.0.113.200", "ann@EXAMPLE.com")).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too_many_requests");
        (await TryAsync(world.Browser, "203.0.113.200", "ben@example.com")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        world.Auth.Counters.SignInsRefused.Value.ShouldBe(Most + 1);
    }

    // Fails when the first of several names counts: which of them the auth server reads, it alone knows.
    [Fact]
    public async Task Every_name_that_a_request_gives_is_counted()
    {
        await using var world = await StartAsync(StoreKind.Embedded);

        for (var i = 0; i <= Most; i++)
        {
            var body = System.Net.Http.Json.JsonContent.Create(new { email = $"{i}@example.com", username = "ann@example.com", password = "wrong" });
            var answer = await world.Browser.SendAsync(HttpMethod.Post, "/login", body, ("X-Forwarded-For", $"203.0.113.{i}"));
            answer.StatusCode.ShouldBe(i < Most ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests);
        }
    }

    // Fails when OPTIONS is taken for a preflight whatever it says.
    [Fact]
    public async Task Another_method_is_an_attempt_too_but_a_preflight_is_none()
    {
        await using var world = await StartAsync(StoreKind.Embedded);

        for (var i = 0; i < 2 * Most; i++)
            await world.Browser.SendAsync(HttpMethod.Options, "/login", null, ("X-Forwarded-For", "203.0.113.1"), ("Access-Control-Request-Method", "POST"));
        for (var i = 0; i <= Most; i++)
            (await world.Browser.SendAsync(HttpMethod.Options, "/login", System.Net.Http.Json.JsonContent.Create(new { email = "a", password = "wrong" }), ("X-Forwarded-For", "203.0.113.1")))
                .StatusCode.ShouldBe(i < Most ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Whoever_is_signed_in_stays_so()
    {
        await using var world = await StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        for (var i = 0; i <= Most; i++)
            await TryAsync(world.Browser, "127.0.0.1", "ann@example.com");

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when the address is counted as it is written: who has one IPv6 address has a whole network of them.
    [Fact]
    public async Task An_IPv6_network_counts_as_one_address()
    {
        await using var world = await StartAsync(StoreKind.Embedded);
        for (var i = 0; i < Most; i++)
            await TryAsync(world.Browser, $"2001:db8:0:1:{i}::7", $"{i}@example.com");

        (await TryAsync(world.Browser, "2001:db8:0:1:ffff::1", "new@example.com")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await TryAsync(world.Browser, "2001:db8:0:2::1", "new@example.com")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_request_too_large_to_be_looked_into_is_not_sent_on()
    {
        await using var world = await StartAsync(StoreKind.Embedded);

        var answer = await world.Browser.PostJsonAsync("/login", new { email = "ann@example.com", password = "wrong", padding = new string('x', 1024 * 1024) });

        await answer.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request_too_large");
        world.Auth.Counters.SignInsRefused.Value.ShouldBe(0);
    }

    [Fact]
    public async Task Passwords_cannot_be_tried_uncounted_while_the_store_is_away()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StartAsync(StoreKind.Embedded, settings => (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (redis.Configuration, "00:00:01"));
        await redis.KillAsync();

        var answer = await TryAsync(world.Browser, "203.0.113.1", "ann@example.com");

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        world.Auth.Counters.SignInsRefused.Value.ShouldBe(0);
    }

    [Fact]
    public async Task None_is_counted_where_there_is_no_limit()
    {
        await using var world = await StartAsync(StoreKind.Embedded, settings => settings["Gateway:Protection:SignInAttemptsPerMinute"] = "0");
        var commands = CommandCount.Of(world.Gateway);

        for (var i = 0; i < 2 * Most; i++)
            (await TryAsync(world.Browser, "203.0.113.1", "ann@example.com")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        commands.Take().ShouldBeEmpty();
    }

    private static Task<HttpResponseMessage> TryAsync(Browser browser, string address, string email) =>
        browser.SendAsync(HttpMethod.Post, "/login", System.Net.Http.Json.JsonContent.Create(new { email, password = "wrong" }), ("X-Forwarded-For", address));

    private static Task<World> StartAsync(StoreKind store, Action<Dictionary<string, string?>>? change = null) =>
        World.StartAsync(
            store,
            settings =>
            {
                settings["Gateway:Protection:SignInAttemptsPerMinute"] = $"{Most}";
                settings["Gateway:Protection:TrustedProxies:0"] = "127.0.0.1";
                change?.Invoke(settings);
            }
        );
}
