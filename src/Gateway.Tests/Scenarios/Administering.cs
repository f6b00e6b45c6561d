using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What operators find, count and end.</summary>
public sealed class Administering
{
    private static readonly string[] Names = ["id", "auth_server", "user", "email", "name", "ip", "created_at", "seen_at", "expires_at"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Sessions_are_found_by_user_and_by_email(StoreKind store)
    {
        await using var world = await AdminWorld.StartAsync(store);
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
        await using var world = await AdminWorld.StartAsync(store, settings => settings["Gateway:Sessions:Format"] = format);
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
        await using var world = await AdminWorld.StartAsync(store);
        using var one = new AdminClient(world.Gateway);

        (await one.DeleteAsync("/sessions?email=DEMO%40example.com")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await one.ListAsync("?email=demo%40example.com")).ShouldBeEmpty();
        await (await world.Browser.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await one.DeleteAsync("/sessions?email=demo%40example.com")).StatusCode.ShouldBe(HttpStatusCode.NoContent); // and once more
    }

    [Theory, EveryStore]
    public async Task They_are_counted_at_most_once_a_minute(StoreKind store)
    {
        await using var world = await AdminWorld.StartAsync(store);
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
        await using var world = await AdminWorld.StartAsync(StoreKind.Embedded);
        using var one = new AdminClient(world.Gateway);

        foreach (var answer in new[] { await one.GetAsync("/sessions" + query), await one.DeleteAsync("/sessions" + query) })
            (await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid_request")).GetProperty("detail").GetString().ShouldNotBeNull().ShouldStartWith(parameter);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_the_store_is_away_it_says_so()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await AdminWorld.StartAsync(StoreKind.Embedded, settings => (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (redis.Configuration, "00:00:01"));
        using var one = new AdminClient(world.Gateway);
        await redis.KillAsync();

        await (await one.GetAsync("/sessions?user=x")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await one.GetAsync("/sessions/counts")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await one.DeleteAsync("/sessions?user=x")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await one.DeleteAsync("/sessions/0123456789012345678901")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        (await one.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<(long All, long AtDefault)> CountAsync(AdminClient one)
    {
        var counts = JsonDocument.Parse(await (await one.GetAsync("/sessions/counts")).EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).RootElement;
        counts.GetProperty("counted_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        return (counts.GetProperty("sessions").GetInt64(), counts.GetProperty("by_auth_server").GetProperty("default").GetInt64());
    }
}
