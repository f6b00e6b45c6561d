using System.Net.Sockets;

namespace Gateway.Tests.Support.Faults;

/// <summary>Answers each line with itself, and remembers it.</summary>
internal sealed class EchoServer : TcpServer
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    /// <summary>All that has arrived so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    protected override async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
                _lines.Add(line);
            await writer.WriteLineAsync(line);
        }
    }
}
