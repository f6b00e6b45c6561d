using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>A destination's 401 leads to a refresh and one more try; where that cannot help it passes.</summary>
public sealed class Replaying
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task A_refused_token_is_replaced_and_the_request_sent_once_more(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        var refused = world.CurrentBearer;
        world.Api.AnswerNext(DestinationAnswer.Unauthorized);

        (await world.Browser.GetAsync("/api/orders?page=2")).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Api.Requests.Select(request => request.Authorization).ShouldBe([refused, world.CurrentBearer]);
        world.Api.Requests[1].Query.ShouldBe("?page=2");
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Fact]
    public async Task Many_refusals_at_once_cost_one_refresh()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        var old = world.CurrentBearer;
        world.Api.Answer = request => request.Authorization == old ? DestinationAnswer.Unauthorized : DestinationAnswer.Ok;

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => world.Browser.GetAsync("/api")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    public async Task A_small_body_is_sent_again_whole(int size)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Api.AnswerNext(DestinationAnswer.Unauthorized);
        var body = new string('x', size);

        (await world.Browser.SendAsync(HttpMethod.Post, "/api", new StringContent(body))).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Api.Requests.Select(request => request.Body).ShouldBe([body, body]);
    }

    [Fact]
    public async Task A_large_body_and_one_of_unknown_length_are_not_kept_so_the_401_passes()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Api.Answer = _ => DestinationAnswer.Unauthorized;

        (await world.Browser.SendAsync(HttpMethod.Post, "/api", new StringContent(new string('x', (64 * 1024) + 1)))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Browser.SendAsync(HttpMethod.Post, "/api", new ChunkedContent())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        world.Api.Requests.Count.ShouldBe(2);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    [Fact]
    public async Task A_destination_that_never_takes_a_token_costs_one_refresh_not_one_a_request()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Api.Answer = _ => DestinationAnswer.Unauthorized;

        for (var i = 0; i < 5; i++)
        {
            var answer = await world.Browser.GetAsync("/api");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe(DestinationAnswer.Unauthorized.Body); // its own answer
        }

        world.Api.Requests.Count.ShouldBe(6);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_the_refresh_is_refused_or_unavailable_the_401_passes(bool refused)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        if (refused)
            world.Auth.RevokeSessions("demo@example.com");
        else
            await world.Auth.GoOfflineAsync();
        world.Api.Answer = _ => DestinationAnswer.Unauthorized;

        var answer = await world.Browser.GetAsync("/api");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.SetsCookie().ShouldBeFalse();
        world.Api.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_route_may_turn_it_off()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Routes:api:Metadata:Replay"] = "Off");
        await world.SignInAsync();
        world.Api.AnswerNext(DestinationAnswer.Unauthorized);

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_cookie_is_replaced_as_well()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Routes:api:Metadata:TokenCookie"] = "xid_access");
        await world.SignInAsync();
        world.Api.AnswerNext(DestinationAnswer.Unauthorized);

        (await world.Browser.GetAsync("/api", ("Cookie", "theme=dark"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Api.Requests[1].Cookie.ShouldNotBeNull().ShouldContain("xid_access=" + world.CurrentBearer["Bearer ".Length..]);
    }

    [Fact]
    public async Task A_401_on_a_route_without_a_session_is_none_of_ours()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.Api.AnswerNext(DestinationAnswer.Unauthorized);

        (await world.Browser.GetAsync("/public", ("Authorization", world.CurrentBearer))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(0);
    }

    private sealed class ChunkedContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync("small"u8.ToArray()).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
