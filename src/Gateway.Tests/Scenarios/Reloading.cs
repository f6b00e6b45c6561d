using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>What is changed in the configuration while the gateway runs: all of it takes effect, or, with a fault anywhere, nothing.</summary>
public sealed class Reloading
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the key is read once.
    [Fact]
    public async Task The_key_of_the_admin_listener_is_the_new_one_at_once()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var old = new AdminClient(world.Gateway);
        (await old.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.ReloadAsync(("Gateway:Admin:Key", AdminClient.AnotherKey))).ShouldBe("taken");

        (await old.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var client = new HttpClient { BaseAddress = AdminClient.AddressOf(world.Gateway), DefaultRequestHeaders = { { "Authorization", $"Bearer {AdminClient.AnotherKey}" } } };
        (await client.GetAsync("/sessions/counts", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when sections are taken over one by one.
    [Fact]
    public async Task A_fault_anywhere_keeps_all_as_it_was()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var admin = new AdminClient(world.Gateway);

        (await world.ReloadAsync(("Gateway:Admin:Key", AdminClient.AnotherKey), ("Gateway:Sessions:CacheSize", "many"))).ShouldBe("refused");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.SignInAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.ReloadAsync(("Gateway:Sessions:CacheSize", "1000"))).ShouldBe("taken");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Fails when what is thrown ends the reloading, or the process.
    [Fact]
    public async Task A_check_that_throws_keeps_all_as_it_was_and_the_next_change_is_looked_at()
    {
        var check = new Throwing();
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow, configure: services => services.AddSingleton<IConfigurationCheck>(check));
        using var admin = new AdminClient(world.Gateway);
        check.IsOn = true;

        (await world.ReloadAsync(("Gateway:Admin:Key", AdminClient.AnotherKey))).ShouldBe("refused");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);

        check.IsOn = false;
        (await world.ReloadAsync(("Gateway:SignIn:Page", "/enter"))).ShouldBe("taken");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    // Fails when only sections of ours are looked at: the slip would be told at the next start, or hold up the next change of a route.
    [Theory]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "-1")]
    [InlineData("Serilog:MinimumLevel:Default", "Loud")]
    public async Task A_slip_in_what_others_read_is_refused_when_it_is_made(string key, string value)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);

        (await world.ReloadAsync((key, value))).ShouldBe("refused");
    }

    // Files are told of several times. Fails when each time is counted and logged.
    [Fact]
    public async Task What_was_refused_is_told_once_however_often_it_is_read()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        using var refused = new Counted(world.Service<IMeterFactory>(), "gateway.configuration.reloads");
        (await world.ReloadAsync(("Gateway:Sessions:CacheSize", "many"))).ShouldBe("refused");

        ((IConfigurationRoot)world.Service<IConfiguration>()).Reload(); // the same again
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(200), Cancellation);
        world.Time.Advance(TimeSpan.FromMilliseconds(200));
        (await world.ReloadAsync(("Gateway:Sessions:CacheSize", "1000"))).ShouldBe("taken");

        refused.Value.ShouldBe(2);
    }

    // It may be a fault, as it is at start. Fails when a section counts by its values alone.
    [Fact]
    public async Task A_section_that_is_added_empty_is_a_change()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);

        (await world.ReloadAsync(("Gateway:AuthServers:other", ""))).ShouldBe("refused");
    }

    private sealed class Throwing : IConfigurationCheck
    {
        public bool IsOn { get; set; }

        public Task<IReadOnlyList<Fault>> RunAsync() => IsOn ? throw new InvalidTimeZoneException() : Task.FromResult<IReadOnlyList<Fault>>([]);
    }
}
