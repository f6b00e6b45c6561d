using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>The listener of operators: who gets in, what is there, and what is not.</summary>
public sealed class Administering
{
    private static readonly string[] Names = ["id", "auth_server", "user", "email", "name", "ip", "created_at", "seen_at", "expires_at"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Sessions_are_found_by_user_and_by_email(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using var one = new AdminClient(world.Gateway);

        var byEmail = await one.ListAsync("?email=Demo%40Example.com");
        byEmail.Count.ShouldBe(2);
        byEmail.ShouldAllBe(session => session.EnumerateObject().Select(property => property.Name).SequenceEqual(Names));
        var user = byEmail[0].GetProperty("user").GetString()!;
        var found = await one.GetAsync($"/sessions?user={Uri.EscapeDataString(user)}&auth_server=DEFAULT");
        found.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await found.Content.ReadAsStringAsync(Cancellation);
        JsonDocument.Parse(text).RootElement.GetArrayLength().ShouldBe(2);
        text.ShouldNotContain(world.Browser.DeviceId!);
        (await one.ListAsync("?user=" + Uri.EscapeDataString(user))).Count.ShouldBe(2);
        (await one.ListAsync("?user=nobody")).ShouldBeEmpty();
        (await one.ListAsync("?email=demo%40example.com&auth_server=other")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreKind.Embedded, "Sealed")]
    [InlineData(StoreKind.Redis, "Sealed")]
    [InlineData(StoreKind.Embedded, "Plain")]
    [InlineData(StoreKind.Redis, "Plain")]
    public async Task One_is_ended_by_its_id_alone(StoreKind store, string format)
    {
        await using var world = await StartAsync(store, settings => settings["Gateway:Sessions:Format"] = format);
        using var one = new AdminClient(world.Gateway);
        var id = (await one.ListAsync("?email=demo%40example.com"))[0].GetProperty("id").GetString();

        (await one.DeleteAsync($"/sessions/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await (await one.DeleteAsync($"/sessions/{id}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_session");
        (await one.ListAsync("?email=demo%40example.com")).Count.ShouldBe(1);
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        foreach (var unknown in new[] { "counts", "x", "0123456789012345678901", "*" })
            await (await one.DeleteAsync($"/sessions/{unknown}")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_session");
    }

    [Theory, EveryStore]
    public async Task When_an_email_address_changes_one_call_ends_all_of_its_sessions(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using var one = new AdminClient(world.Gateway);

        (await one.DeleteAsync("/sessions?email=DEMO%40example.com")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await one.ListAsync("?email=demo%40example.com")).ShouldBeEmpty();
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await one.DeleteAsync("/sessions?email=demo%40example.com")).StatusCode.ShouldBe(HttpStatusCode.NoContent); // and once more
    }

    [Theory, EveryStore]
    public async Task They_are_counted_at_most_once_a_minute(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using var one = new AdminClient(world.Gateway);
        (await CountAsync(one)).ShouldBe((2, 2));

        (await one.DeleteAsync("/sessions/" + (await one.ListAsync("?email=demo%40example.com"))[0].GetProperty("id").GetString())).EnsureSuccessStatusCode();
        (await CountAsync(one)).ShouldBe((2, 2));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        (await CountAsync(one)).ShouldBe((1, 1)); // what waits for its browser is no session
    }

    [Theory]
    [InlineData("", "user:")]
    [InlineData("?user=a&email=b", "user:")]
    [InlineData("?user=", "user:")]
    [InlineData("?user=a&user=b", "user:")]
    [InlineData("?email=a%0ab", "email:")]
    [InlineData("?user=a&auth_server=nobody", "auth_server:")]
    [InlineData("?user=a&authserver=default", "authserver:")] // would end more than was meant
    public async Task A_query_that_cannot_be_meant_is_refused_and_ends_nothing(string query, string parameter)
    {
        await using var world = await StartAsync(StoreKind.Embedded);
        using var one = new AdminClient(world.Gateway);

        foreach (var answer in new[] { await one.GetAsync("/sessions" + query), await one.DeleteAsync("/sessions" + query) })
            (await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid_request")).GetProperty("detail").GetString().ShouldNotBeNull().ShouldStartWith(parameter);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when one endpoint is mapped beside the guarded group.
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a-key-for-tests-of-more-than-32-character")]
    [InlineData("Bearer a-key-for-tests-of-more-than-32-charactersX")]
    [InlineData("Bearer A-KEY-FOR-TESTS-OF-MORE-THAN-32-CHARACTERS")]
    [InlineData("Basic a-key-for-tests-of-more-than-32-characters")]
    [InlineData("a-key-for-tests-of-more-than-32-characters")]
    public async Task Without_the_key_nobody_gets_in(string? authorization)
    {
        await using var world = await StartAsync(StoreKind.Embedded);
        using var client = new HttpClient { BaseAddress = AdminClient.AddressOf(world.Gateway) };

        foreach (var (method, path) in new[] { ("GET", "/sessions?user=x"), ("GET", "/sessions/counts"), ("DELETE", "/sessions?email=demo%40example.com"), ("DELETE", "/sessions/x") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            var answer = await client.SendAsync(request, Cancellation);
            await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "admin_key_required");
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        }
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when the listeners are told apart by the Host header.
    [Fact]
    public async Task No_Host_header_leads_from_one_listener_to_the_other()
    {
        await using var world = await StartAsync(StoreKind.Embedded, settings => World.AddRoute(settings, "rest", "api", "/{**rest}", "None"));
        var (admin, own) = (AdminClient.AddressOf(world.Gateway), world.Gateway.Address);
        using var client = new HttpClient();

        foreach (var path in new[] { "/sessions?email=demo%40example.com", "/sessions/counts", "/sessions/x" })
        {
            // Forwarded, as any path of that route: to the listener of the gateway it is nothing special.
            var answer = await SendAsync(client, own, path, host: admin.Authority);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("{\"ok\":true}");
        }
        foreach (var path in new[] { "/api", "/public", "/auth/session", "/auth/account", "/login" })
            (await SendAsync(client, admin, path, host: own.Authority)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        foreach (var address in new[] { admin, own })
        foreach (var path in new[] { "/healthz", "/readyz" })
            (await client.GetAsync(new Uri(address, path), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_listener()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Admin:Url"] = "http://127.0.0.1:0");

        Should.Throw<ArgumentNullException>(() => AdminClient.AddressOf(world.Gateway));
    }

    [Fact]
    public async Task While_the_store_is_away_it_says_so()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await StartAsync(StoreKind.Embedded, settings => (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (redis.Configuration, "00:00:01"));
        using var one = new AdminClient(world.Gateway);
        await redis.KillAsync();

        await (await one.GetAsync("/sessions?user=x")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await one.GetAsync("/sessions/counts")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await one.DeleteAsync("/sessions?user=x")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await one.DeleteAsync("/sessions/0123456789012345678901")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        (await one.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Each_change_leaves_a_line_of_who_what_and_how_many_and_no_key()
    {
        using var directory = new TempDirectory();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var settings = new Dictionary<string, string?> { ["Gateway:Admin:Url"] = address.ToString(), ["Gateway:Admin:Key"] = AdminClient.Key };
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, settings);
        using var client = new HttpClient { BaseAddress = address };

        (await client.DeleteAsync("/sessions?email=eve%40example.com", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminClient.Key);
        (await client.DeleteAsync("/sessions?email=ada%40example.com", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await gateway.LoggedAsync("ended 0 session(s)", Cancellation);
        gateway.Log.ShouldContain("Admin: \\\"127.0.0.1\\\" was refused");
        gateway.Log.ShouldContain("Admin: \\\"127.0.0.1\\\" ended 0 session(s) of \\\"email ada@example.com at any auth server\\\"");
        gateway.Log.ShouldNotContain(AdminClient.Key);
        gateway.Log.ShouldNotContain("eve@example.com");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri address, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)) { Headers = { Host = host, Authorization = new("Bearer", AdminClient.Key) } };
        return await client.SendAsync(request, Cancellation);
    }

    private static async Task<(long All, long AtDefault)> CountAsync(AdminClient one)
    {
        var counts = JsonDocument.Parse(await (await one.GetAsync("/sessions/counts")).EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).RootElement;
        counts.GetProperty("counted_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        return (counts.GetProperty("sessions").GetInt64(), counts.GetProperty("by_auth_server").GetProperty("default").GetInt64());
    }

    private static async Task<World> StartAsync(StoreKind store, Action<Dictionary<string, string?>>? change = null)
    {
        var world = await World.StartAsync(
            store,
            settings =>
            {
                AdminClient.Allow(settings);
                settings["Gateway:AuthServers:other:BaseAddress"] = "https://other.example.com";
                settings["Gateway:AuthServers:other:Refresh:Path"] = "/refresh";
                settings["Gateway:AuthServers:other:Refresh:Fields:refresh_token"] = "{refresh_token}";
                change?.Invoke(settings);
            },
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) }
        );
        await world.SignInAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SignInAsync(world.NewBrowser());
        return world;
    }
}
