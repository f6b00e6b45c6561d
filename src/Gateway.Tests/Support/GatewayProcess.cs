using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Support;

/// <summary>The real gateway as a process of its own, which can be killed, and whose log can be read.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<bool>, string> _awaited = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Whether it has ended, however that came.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has open, as Linux names it.</summary>
    public IReadOnlyList<string> OpenFiles => [.. Directory.GetFiles($"/proc/{_process.Id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "")];

    /// <summary>All that it has written so far.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts it in <paramref name="directory"/> and waits until it listens.</summary>
    public static async Task<GatewayProcess> StartAsync(
        string directory,
        IEnumerable<KeyValuePair<string, string?>> settings,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var arguments = settings.Select(setting => $"--{setting.Key}={setting.Value}");
        string[] command = [Path.Combine(AppContext.BaseDirectory, "Gateway.dll"), "--urls=http://127.0.0.1:0", .. arguments];
        var gateway = new GatewayProcess(Executables.Start("dotnet", command, directory, environment));
        gateway.Address = await gateway.SoonAsync(gateway._address.Task, "Now listening on", CancellationToken.None);
        return gateway;
    }

    /// <summary>Ends it as a crash does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it as an operator does (SIGTERM) and waits until it has.</summary>
    public async Task StopAsync()
    {
        await Signals.TerminateAsync(_process);
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it is (SIGSTOP), as a paused machine does.</summary>
    public Task FreezeAsync() => Signals.FreezeAsync(_process);

    /// <summary>Lets it go on after a freeze.</summary>
    public Task ThawAsync() => Signals.ThawAsync(_process);

    /// <summary>Ends when it has written a line with <paramref name="text"/>; a line from before counts as well.</summary>
    public async Task LoggedAsync(string text, CancellationToken cancellationToken)
    {
        var logged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[logged] = text;
        try
        {
            if (!Log.Contains(text, StringComparison.Ordinal))
                await SoonAsync(logged.Task, text, cancellationToken);
        }
        finally
        {
            _awaited.TryRemove(logged, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex("""Now listening on: \W*(?<url>http://[^"\\]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();

    // What it writes may have ended a moment before it has.
    private async Task TellOfEndAsync()
    {
        await _process.WaitForExitAsync();
        _address.TrySetException(new InvalidOperationException($"The gateway ended with {_process.ExitCode}:\n{Log}"));
    }

    private async Task<T> SoonAsync<T>(Task<T> written, string text, CancellationToken cancellationToken)
    {
        try
        {
            return await written.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"The gateway has not written '{text}', but:\n{Log}", error);
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            _ = TellOfEndAsync();
            return;
        }
        _lines.Enqueue(line);
        foreach (var (logged, text) in _awaited)
            if (line.Contains(text, StringComparison.Ordinal))
                logged.TrySetResult(true);
        if (Listening().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups["url"].Value));
    }
}
