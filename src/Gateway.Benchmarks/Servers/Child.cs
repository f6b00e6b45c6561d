using System.Diagnostics;
using System.Threading.Channels;

namespace Gateway.Benchmarks.Servers;

/// <summary>The parent's side: a server in a process of its own, of this same executable and so under the same runtime settings.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _role;
    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();

    private Child(string role, Process process)
    {
        (_role, _process) = (role, process);
        _ = ListenAsync();
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<Child> StartAsync(string role, params IEnumerable<string> args)
    {
        var child = new Child(role, Executables.Start(Environment.ProcessPath!, ["child", role, .. args]));
        try
        {
            child.Address = new Uri(await child.ReadAsync());
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it has used so far.</summary>
    public async Task<Usage> UsageAsync()
    {
        await _process.StandardInput.WriteLineAsync("usage");
        return Usage.Parse(await ReadAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // which tells it to end
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            return await _answers.Reader.ReadAsync(deadline.Token);
        }
        catch (Exception error) when (error is ChannelClosedException or OperationCanceledException)
        {
            throw new BenchmarkException($"The {_role} does not answer.");
        }
    }

    // All of its output is read, so that its log never waits for us.
    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(ChildServer.Mark, StringComparison.Ordinal))
                _answers.Writer.TryWrite(line[ChildServer.Mark.Length..]);
        _answers.Writer.Complete();
    }
}
