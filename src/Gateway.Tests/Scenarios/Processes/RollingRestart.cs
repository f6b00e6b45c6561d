using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fleets;

namespace Gateway.Tests.Scenarios.Processes;

/// <summary>
/// A deployment: two gateways behind a balancer that follows <c>/readyz</c>, restarted one after the other while people are at work. Fails without
/// the delay of <c>Gateway:Drain</c>, and with a health check that does not tell of the end. What is under way at the last moment: <see cref="Terminated"/>.
/// </summary>
[Collection(typeof(RunsAlone))]
public sealed class RollingRestart
{
    private const int People = 12;

    // Each session is refreshed every second or so, so some are at every step of the restart.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    // Two looks of the balancer, and a machine that is busy.
    private static readonly TimeSpan Delay = Balancer.Interval * 5;

    [Fact]
    public async Task Under_load_it_loses_no_request_and_no_refresh()
    {
        await using var fleet = await Fleet.StartAsync(
            2,
            new DemoAuthServerOptions { AccessTokenLifetime = Lifetime },
            settings =>
            {
                settings["Gateway:Drain:Delay"] = Delay.ToString();
                settings["Gateway:Refresh:Ahead"] = "00:00:01";
            }
        );
        await using var balancer = await Balancer.StartAsync(fleet.Instances.Select(instance => instance.Process.Address));
        await balancer.LeadToAsync(fleet.Instances.Select(instance => instance.Process.Address));
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => SignedInAsync(balancer)));
        using var end = new CancellationTokenSource();
        var work = people.Select(person => WorkAsync(person, end.Token)).ToList();

        foreach (var instance in fleet.Instances)
        {
            var calls = fleet.Auth.Counters.RefreshCalls.Value;
            var former = instance.Process.Address;
            var stopped = instance.Process.StopAsync();
            await balancer.NoticedAsync(former);
            stopped.IsCompleted.ShouldBeFalse("it was gone before the balancer knew");
            await stopped.WaitAsync(Fleet.Patience, TestContext.Current.CancellationToken);
            await instance.RestartAsync();
            await balancer.LeadToAsync(fleet.Instances.Select(one => one.Process.Address));
            fleet.Auth.Counters.RefreshCalls.Value.ShouldBeGreaterThan(calls, "nothing was refreshed while it was away");
        }
        await end.CancelAsync();

        var answered = (await Task.WhenAll(work)).Sum();
        Fleet.Say($"{answered} requests, {fleet.Auth.Counters.RefreshCalls.Value} refreshes");
        fleet.ShouldHaveLostNothing();
        foreach (var person in people)
            person.Dispose();
    }

    private static async Task<Browser> SignedInAsync(Balancer balancer)
    {
        var person = new Browser(balancer.Address);
        using var answer = await person.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return person;
    }

    // What is sent once and never again by anybody in between, too.
    private static async Task<int> WorkAsync(Browser person, CancellationToken end)
    {
        var answered = 0;
        for (; !end.IsCancellationRequested; answered++)
        {
            using var answer = await (answered % 2 is 0 ? person.GetAsync("/api/orders") : person.PostJsonAsync("/api/orders", new { number = answered }));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        return answered;
    }
}
