using System.Collections.Concurrent;
using System.Diagnostics;

namespace Gateway.Tests.Support.Docker;

/// <summary>A process in the place of a container.</summary>
public sealed class Container : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private Container(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All that it has written so far.</summary>
    public string Log => string.Join('\n', _lines);

    public static Container Start(string name, IEnumerable<string> arguments, string directory, IReadOnlyDictionary<string, string?>? environment = null) =>
        new(Executables.Start(name, arguments, directory, environment));

    /// <summary>Ends when an address answers as wanted.</summary>
    public async Task ReadyAsync(Func<Task<bool>> isReady)
    {
        while (!await isReady())
        {
            _process.HasExited.ShouldBeFalse(Log);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it as <c>docker stop</c> does.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Executables.Start("kill", ["-TERM", $"{_process.Id}"]);
        return await ExitAsync();
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}
