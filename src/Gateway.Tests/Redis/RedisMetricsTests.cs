using System.Net;
using Gateway.Redis;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;

namespace Gateway.Tests.Redis;

/// <summary>The store's commands are measured under the names that the store has for them.</summary>
public sealed class RedisMetricsTests
{
    private const string Duration = "db.client.operation.duration";

    // Fails when a command is measured under the name of the client's method, or under another command's.
    [Fact]
    public async Task What_is_measured_is_what_is_sent()
    {
        await using var world = await World.StartAsync(StoreKind.Redis, AdminClient.Allow);
        using var measured = new Measured(world.Gateway, Duration);
        using var admin = new AdminClient(world.Gateway);
        var sent = CommandCount.Of(world.Gateway);

        await world.SignInAsync();
        world.Expire();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await admin.ListAsync("?email=demo%40example.com");
        (await admin.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.DeleteAsync("/sessions?email=demo%40example.com")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await world.FlightsLandedAsync();

        var names = measured.All.Select(line => line.Split("db.operation.name=")[1].Split(' ')[0]).ToHashSet();
        names.ShouldBe(sent.Take().Select(Plain).Where(command => command is not "SCRIPT").ToHashSet(), ignoreOrder: true);
        measured.All.ShouldContain($"{Duration} db.operation.name=EVALSHA db.stored_procedure.name=commit db.system.name=redis");
        measured.All.ShouldAllBe(line => line.EndsWith(" db.system.name=redis", StringComparison.Ordinal));
    }

    // The client chooses among ways to say the same.
    private static string Plain(string command) =>
        command switch
        {
            "EVAL" => "EVALSHA",
            "SETEX" or "PSETEX" => "SET",
            _ => command,
        };

    [Fact]
    public async Task What_fails_is_measured_with_the_kind_of_its_error()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings => (settings["Gateway:Redis:Configuration"], settings["Gateway:Redis:Timeout"]) = (redis.Configuration, "00:00:00.200")
        );
        using var measured = new Measured(world.Gateway, Duration);
        var store = world.Service<RedisConnection>();

        await store.Database.StringSetAsync("text", "x");
        await Should.ThrowAsync<RedisServerException>(store.Database.HashGetAllAsync("text"));
        await redis.KillAsync();
        await Should.ThrowAsync<Exception>(store.Database.PingAsync());

        while (measured.All.Count < 3)
            await Task.Yield(); // measured beside the answer
        measured.All[0].ShouldBe($"{Duration} db.operation.name=SET db.system.name=redis");
        measured.All[1].ShouldBe($"{Duration} db.operation.name=HGETALL db.system.name=redis error.type=WRONGTYPE");
        measured.All[2].ShouldStartWith($"{Duration} db.operation.name=PING db.system.name=redis error.type=StackExchange.Redis.Redis");
    }

    // Whoever listens is paid for by every command.
    [Fact]
    public async Task Where_nobody_listens_the_client_is_asked_itself()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        var store = world.Service<RedisConnection>();

        store.Database.ShouldBeSameAs(store.Multiplexer.GetDatabase());
        using (new Measured(world.Gateway, Duration))
            store.Database.ShouldNotBeSameAs(store.Multiplexer.GetDatabase());
    }
}
