namespace Gateway.Tests.Support.Faults;

/// <summary>Faults that come at a moment of the traffic.</summary>
public sealed class TrapTests : IAsyncLifetime
{
    // For what must not happen there is no event to wait for.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    private readonly EchoServer _server = new();
    private FaultProxy _proxy = null!;
    private LineClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = FaultProxy.Before(_server.EndPoint);
        _client = await LineClient.ConnectAsync(_proxy);
        await _client.AskAsync("first");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task An_answer_is_lost_once_and_the_request_has_been_heard()
    {
        var lost = _proxy.LoseAnswerToAsync("secret");
        (await _client.AskAsync("other")).ShouldBe("other");

        await _client.SendAsync("the secret word\n");
        await _client.ShouldBeResetAsync();
        await lost.WaitAsync(Cancellation);

        _server.Lines.ShouldBe(["first", "other", "the secret word"]);
        using var later = await LineClient.ConnectAsync(_proxy);
        (await later.AskAsync("the secret word")).ShouldBe("the secret word");
    }

    [Fact]
    public async Task Nothing_passes_from_a_text_on_on_any_connection()
    {
        using var other = await LineClient.ConnectAsync(_proxy);
        var held = _proxy.HoldFromAsync("secret");

        await _client.SendAsync("the secret word\n");
        await held.WaitAsync(Cancellation);
        await other.SendAsync("other\n");
        var answers = Task.WhenAll(_client.ReadAsync(), other.ReadAsync());
        await Task.WhenAny(answers, Task.Delay(Moment, Cancellation));
        _server.Lines.ShouldBe(["first"]);

        _proxy.Set(ProxyMode.Pass);
        (await answers).ShouldBe(["the secret word", "other"]);
    }

    [Fact]
    public async Task Nothing_passes_after_a_text_which_itself_has_passed()
    {
        var held = _proxy.HoldAfterAsync("secret");

        await _client.SendAsync("the secret word\n");
        await held.WaitAsync(Cancellation);
        var answer = _client.ReadAsync();
        await Task.WhenAny(answer, Task.Delay(Moment, Cancellation));
        answer.IsCompleted.ShouldBeFalse();
        _server.Lines.ShouldBe(["first", "the secret word"]);

        _proxy.Set(ProxyMode.Pass);
        (await answer).ShouldBe("the secret word");
    }

    [Fact]
    public async Task A_text_in_two_parts_is_found_and_only_where_it_ends()
    {
        var held = _proxy.HoldFromAsync("secret");

        await _client.SendAsync("the sec");
        await Task.Delay(Moment, Cancellation); // so that the parts come apart
        held.IsCompleted.ShouldBeFalse();
        await _client.SendAsync("ret\n");

        await held.WaitAsync(Cancellation);
        _server.Lines.ShouldBe(["first"]);
    }

    [Fact]
    public async Task Requests_and_answers_are_told_apart()
    {
        var request = _proxy.RequestAsync("word");
        await _client.AskAsync("word");
        await request.WaitAsync(Cancellation);

        var answer = _proxy.AnswerAsync("other");
        await _client.SendAsync("other\n");
        await answer.WaitAsync(Cancellation);
        (await _client.ReadAsync()).ShouldBe("other");
    }
}
