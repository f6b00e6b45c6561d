using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.AuthServers;

/// <summary>Code is called no more often, and waited for no longer, than any auth server.</summary>
public sealed class CodedCallsTests : CodedAuthServer
{
    [Theory]
    [InlineData(-1, null)]
    [InlineData(7, 7)]
    [InlineData(86400, 300)]
    public async Task A_wait_is_heeded_within_bounds(int asked, int? heeded)
    {
        Client.OnRefresh = (_, _) => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("busy", TimeSpan.FromSeconds(asked)));

        (await RefreshAsync()).ShouldBe(new RefreshAnswer.Unavailable("busy", heeded is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
    }

    [Fact]
    public async Task A_server_in_trouble_is_left_alone_for_a_while()
    {
        Client.OnRefresh = (_, _) => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("busy", null));
        for (var i = 0; i < 5; i++)
            await UnavailableAsync("busy");

        await UnavailableAsync("circuit open");
        Client.Calls.ShouldBe(5);
        Configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Open);
        Configured.Log.ShouldContain(line => line.Contains("Auth server default is in trouble: refreshes leave it alone", StringComparison.Ordinal));
        Client.OnSignOut = () => Task.FromResult(SignOutOutcome.Told); // who signs out is another matter
        (await Configured.Server.SignOutAsync(Session.At(Now), Cancellation)).ShouldBe(SignOutOutcome.Told);

        Configured.Time.Advance(TimeSpan.FromSeconds(1));
        (await GrantedAsync(DemoInCode.Tokens("new"))).AccessToken.Reveal().ShouldBe("new");
        Configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Closed);
    }

    [Fact]
    public async Task The_deadline_holds_for_code_that_does_not_heed_it()
    {
        var never = new TaskCompletionSource<RefreshAnswer>();
        Client.OnRefresh = (_, _) => never.Task;

        var answer = RefreshAsync();
        Configured.Time.Advance(ConfiguredAuthServer.CallTimeout);

        (await answer.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(new RefreshAnswer.Unavailable("no answer within 10 s", null));
    }

    // As a library without a word of async does. Fails when it is called on the thread that waits.
    [Fact]
    public async Task The_deadline_holds_for_code_that_blocks()
    {
        using var end = new ManualResetEventSlim();
        Client.OnRefresh = (_, _) =>
        {
            end.Wait(Cancellation);
            return Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("late", null));
        };

        var answer = Task.Run(RefreshAsync, Cancellation);
        await Configured.Time.TimerStartedAsync(ConfiguredAuthServer.CallTimeout, Cancellation);
        Configured.Time.Advance(ConfiguredAuthServer.CallTimeout);

        (await answer.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(new RefreshAnswer.Unavailable("no answer within 10 s", null));
        end.Set();
    }

    [Fact]
    public async Task It_is_not_called_when_its_time_is_over()
    {
        (await Configured.Server.RefreshAsync(Session.At(Now), static () => Task.FromResult(false), Cancellation))
            .ShouldBe(new RefreshAnswer.Unavailable("not sent, for its time was over before it could be", null));
        (await Configured.Server.RefreshAsync(Session.At(Now, "line\nend"), Cancellation)).ShouldBeOfType<RefreshAnswer.Denied>();
        Client.Calls.ShouldBe(0);
    }
}
