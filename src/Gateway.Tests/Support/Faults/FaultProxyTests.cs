using System.Net.Sockets;

namespace Gateway.Tests.Support.Faults;

/// <summary>The stories about faults are worth as much as the faults are real.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    // For what must not happen there is no event to wait for.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    private readonly EchoServer _server = new();
    private FaultProxy _proxy = null!;

    public ValueTask InitializeAsync()
    {
        _proxy = FaultProxy.Before(_server.EndPoint);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Bytes_pass_and_so_does_an_end_in_good_order()
    {
        using var client = await LineClient.ConnectAsync(_proxy);
        var large = new string('x', 500_000);

        (await client.AskAsync("hello")).ShouldBe("hello");
        (await client.AskAsync(large)).ShouldBe(large);
        client.End();

        (await client.ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Refusing_resets_what_is_open_and_lets_nobody_in_until_it_passes_again()
    {
        using var open = await LineClient.ConnectAsync(_proxy);
        await open.AskAsync("hello");

        _proxy.Set(ProxyMode.Refuse);

        await open.ShouldBeResetAsync();
        (await Should.ThrowAsync<SocketException>(() => LineClient.ConnectAsync(_proxy))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        _proxy.Set(ProxyMode.Pass);
        using var later = await LineClient.ConnectAsync(_proxy);
        (await later.AskAsync("again")).ShouldBe("again");
    }

    [Fact]
    public async Task Resetting_resets_what_is_open_and_what_comes()
    {
        using var open = await LineClient.ConnectAsync(_proxy);
        await open.AskAsync("hello");

        _proxy.Set(ProxyMode.Reset);

        await open.ShouldBeResetAsync();
        var error = await Should.ThrowAsync<Exception>(async () =>
        {
            using var later = await LineClient.ConnectAsync(_proxy); // may fail already, where the reset is quick
            await later.ReadAsync();
        });
        error.GetBaseException().ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task A_black_hole_takes_everything_and_gives_it_back_in_order()
    {
        using var open = await LineClient.ConnectAsync(_proxy);
        await open.AskAsync("hello");

        _proxy.Set(ProxyMode.Blackhole);
        await open.SendAsync("held-1\nheld-2\n");
        using var later = await LineClient.ConnectAsync(_proxy);
        await later.SendAsync("late\n");
        var answers = Task.WhenAll(open.ReadAsync(), later.ReadAsync());
        await Task.WhenAny(answers, Task.Delay(Moment, TestContext.Current.CancellationToken));
        answers.IsCompleted.ShouldBeFalse();
        _server.Lines.ShouldBe(["hello"]);

        _proxy.Set(ProxyMode.Pass);
        (await answers).ShouldBe(["held-1", "late"]);
        (await open.ReadAsync()).ShouldBe("held-2");
    }

    [Fact]
    public async Task What_is_held_is_lost_when_it_is_cut()
    {
        using var open = await LineClient.ConnectAsync(_proxy);
        _proxy.Set(ProxyMode.Blackhole);
        await open.SendAsync("held\n");

        _proxy.Cut();
        _proxy.Set(ProxyMode.Pass);

        await open.ShouldBeResetAsync();
        using var later = await LineClient.ConnectAsync(_proxy);
        (await later.AskAsync("again")).ShouldBe("again");
        _server.Lines.ShouldBe(["again"]);
    }

    [Fact]
    public async Task A_delay_is_of_each_way_and_not_of_each_byte()
    {
        _proxy.Delay = Moment;
        using var client = await LineClient.ConnectAsync(_proxy);
        var start = TimeProvider.System.GetTimestamp();

        for (var line = 0; line < 50; line++)
            await client.SendAsync($"{line}\n");
        for (var line = 0; line < 50; line++)
            (await client.ReadAsync()).ShouldBe($"{line}");

        TimeProvider.System.GetElapsedTime(start).ShouldBeInRange(2 * Moment - TimeSpan.FromMilliseconds(20), 20 * Moment);
    }
}
