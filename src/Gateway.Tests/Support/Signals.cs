using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Support;

/// <summary>Signals to processes that a test has started, by their id.</summary>
public static class Signals
{
    /// <summary>Stops it where it is (SIGSTOP); ends when every thread stands still.</summary>
    public static async Task FreezeAsync(Process process)
    {
        await SendAsync(process, "STOP");
        while (!Threads(process).All(IsStopped))
            await Task.Yield();
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    public static Task ThawAsync(Process process) => SendAsync(process, "CONT");

    /// <summary>Asks it to end (SIGTERM).</summary>
    public static Task TerminateAsync(Process process) => SendAsync(process, "TERM");

    private static async Task SendAsync(Process process, string signal)
    {
        using var kill = Executables.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0, await kill.StandardError.ReadToEndAsync());
    }

    private static string[] Threads(Process process) => Directory.GetDirectories($"/proc/{process.Id}/task");

    // Its name stands in brackets and may hold anything; the state comes after it (proc(5)).
    private static bool IsStopped(string thread) => File.ReadAllText(Path.Combine(thread, "stat")).Split(')')[^1].TrimStart().StartsWith('T');
}
