using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>Three gateways on one Redis, many clients of one session, and an auth server that ends the family when a token is used twice.</summary>
[Collection(typeof(RunsAlone))]
public sealed class ManyClients
{
    private const int Clients = 64;
    private const int Expiries = 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    // Fails when lease.lua grants while another holds the lease, and when SingleFlight starts a flight for each who asks.
    [Fact]
    public async Task Sixty_four_clients_on_each_of_three_instances_cost_one_refresh_an_expiry_and_none_fails()
    {
        await using var fleet = await Fleet.StartAsync(3, new DemoAuthServerOptions { AccessTokenLifetime = Lifetime });
        await fleet.SignInAsync();
        await Fleet.BurstAsync(Clients, fleet.Instances); // the first of all pays for connections and compilers
        var (calls, worst) = (fleet.Auth.Counters.RefreshCalls.Value, TimeSpan.Zero);

        for (var expiry = 1; expiry <= Expiries; expiry++)
        {
            await Fleet.ExpiryAsync(fleet.Instances[expiry % 3]);
            var start = TimeProvider.System.GetTimestamp();
            var replies = await Fleet.BurstAsync(Clients, fleet.Instances);
            replies.Where(reply => !reply.IsOk).ShouldBeEmpty();
            // One; and one more for each life of a token that the burst took, should the machine be that busy.
            var most = 1 + (int)(TimeProvider.System.GetElapsedTime(start) / Lifetime);
            var (before, after) = (calls, fleet.Auth.Counters.RefreshCalls.Value);
            (after - before).ShouldBeInRange(1, most);
            (calls, worst) = (after, replies.Select(reply => reply.Took).Append(worst).Max());
        }

        Fleet.Say($"{Expiries} expiries, {calls} refresh calls, worst request {worst.TotalMilliseconds:0} ms");
        fleet.ShouldHaveLostNothing();
    }
}
