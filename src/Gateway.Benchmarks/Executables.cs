using System.Diagnostics;

namespace Gateway.Benchmarks;

/// <summary>Programs on the PATH.</summary>
internal static class Executables
{
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts one whose input and output are ours.</summary>
    public static Process Start(string path, IEnumerable<string> args) =>
        Process.Start(new ProcessStartInfo(path, args) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
}
