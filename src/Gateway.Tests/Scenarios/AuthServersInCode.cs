using System.Net;
using Gateway.AuthServers;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>An auth server that is called by code: people notice no difference.</summary>
public sealed class AuthServersInCode : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(7);

    private readonly DemoInCode _client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task All_requests_after_the_tokens_end_cost_one_call()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Expire();
        using var measured = new Measured(world.Gateway, "gateway.auth_server.call.duration");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Browser.GetAsync("/api")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (_client.Calls, world.Auth.Counters.RefreshCalls.Value).ShouldBe((1, 1));
        world.Api.Requests.Count.ShouldBe(20);
        world.Api.Requests.ShouldAllBe(request => request.Authorization == world.CurrentBearer);
        measured.All.ShouldBe(["gateway.auth_server.call.duration auth_server=default call=refresh outcome=granted"]);

        world.Expire(); // the refresh token was taken over as well: the demo takes each one once
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_it_refuses_for_good_ends_the_session()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Auth.RevokeSessions("demo@example.com");
        world.Expire();

        var answer = await world.Browser.GetAsync("/api");

        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        answer.ClearsCookie().ShouldBeTrue();
        (await world.RecordsAsync()).ShouldBeEmpty();
    }

    // "deaf" fails where the deadline is told to the code and not held.
    [Theory]
    [InlineData("unavailable")]
    [InlineData("throws")]
    [InlineData("slow")]
    [InlineData("deaf")]
    public async Task While_it_gets_no_answer_requests_get_503_the_session_is_kept_and_recovers(string trouble)
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Expire();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.OnRefresh = (_, deadline) =>
        {
            called.TrySetResult();
            return trouble switch
            {
                "unavailable" => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("is being moved", null)),
                "throws" => throw new InvalidOperationException("secret"),
                "slow" => NeverAsync(deadline),
                _ => NeverAsync(CancellationToken.None),
            };
        };

        var request = world.Browser.GetAsync("/api");
        await called.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        if (trouble is "slow" or "deaf")
            world.Time.Advance(Timeout);
        var answer = await request;

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        answer.SetsCookie().ShouldBeFalse();
        _client.OnRefresh = null;
        await world.FlightsLandedAsync();
        world.Time.Advance(answer.Headers.RetryAfter!.Delta!.Value);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_told_of_a_sign_out()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task It_can_read_a_sign_in_that_no_locator_describes()
    {
        _client.OnSignIn = reply => new SignInAnswer.Granted(DemoInCode.Tokens(System.Text.Encoding.UTF8.GetString(reply.Body.Span).Split(' ')[1], "next"), "u-17", null, "welcome"u8.ToArray());
        await using var world = await StartAsync(settings => World.AddRoute(settings, "sign-in", "api", "/sign-in", "SignIn"));
        world.Api.AnswerNext(new DestinationAnswer { Body = "tokens one", ContentType = "text/plain" });

        var answer = await world.Browser.PostAsync("/sign-in");

        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("welcome");
        (await (await world.Browser.GetAsync("/auth/session")).Content.ReadAsStringAsync(Cancellation)).ShouldContain("\"user\":\"u-17\"");
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Api.Requests[^1].Authorization.ShouldBe("Bearer one");
    }

    private static async Task<RefreshAnswer> NeverAsync(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        throw new InvalidOperationException();
    }

    private Task<World> StartAsync(Action<Dictionary<string, string?>>? change = null) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                Undescribe(settings);
                settings["Gateway:Refresh:Timeout"] = Timeout.ToString();
                change?.Invoke(settings);
            },
            configure: services => services.AddSingleton<IAuthServerClient>(_client)
        );

    /// <summary>Takes the calls out, which are made by code.</summary>
    internal static void Undescribe(Dictionary<string, string?> settings)
    {
        foreach (var key in settings.Keys.Where(key => key.Contains(":default:Refresh:", StringComparison.Ordinal) || key.Contains(":default:SignOut:", StringComparison.Ordinal)).ToList())
            settings.Remove(key);
    }
}
