using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>Who signs out at one instance is signed out at all of them, at once.</summary>
[Collection(typeof(RunsAlone))]
public sealed class Revocation
{
    private const int Times = 20;

    // The aim is 100 ms; what is printed tells how far it is reached, and this lets a busy machine pass.
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(1);

    // Fails when the cache does not forget the published key.
    [Fact]
    public async Task A_sign_out_at_one_instance_stops_another_that_has_the_session_warm()
    {
        await using var fleet = await Fleet.StartAsync(2, new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5) });
        var (one, other) = (fleet.Instances[0], fleet.Instances[1]);
        var delays = new List<TimeSpan>();

        for (var i = 0; i < Times; i++)
        {
            await fleet.SignInAsync();
            (await other.AskAsync()).ShouldBeOk();
            (await other.AskAsync()).ShouldBeOk();

            (await one.SignOutAsync()).ShouldBeOk();
            var start = TimeProvider.System.GetTimestamp();
            while ((await other.AskAsync()).Status is not HttpStatusCode.Unauthorized)
                TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Slowest);
            delays.Add(TimeProvider.System.GetElapsedTime(start));
        }

        delays.Sort();
        Fleet.Say($"{Times} sign-outs, first refusal elsewhere after {delays[Times / 2].TotalMilliseconds:0.0} ms at the median, {delays[^1].TotalMilliseconds:0.0} ms at worst");
        delays[^1].ShouldBeLessThan(Slowest);
    }
}
