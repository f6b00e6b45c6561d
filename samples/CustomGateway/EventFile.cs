using System.Text;
using System.Text.Json;
using Gateway.Events;
using Microsoft.Extensions.Options;

namespace CustomGateway;

/// <summary>
/// Appends each event to a file, one JSON object a line. An event may be told twice under one id, after a crash for one; it is written once, as far as the last
/// <see cref="Remembered"/> events go. Each instance of the gateway has a file of its own.
/// </summary>
public sealed class EventFile(IOptions<EventFileOptions> options) : IEventSink, IDisposable
{
    /// <summary>How many ids are remembered: ten times as many as events can wait.</summary>
    public const int Remembered = 100_000;

    private readonly SemaphoreSlim _turn = new(1); // sessions are told of side by side
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private bool _isRead;

    /// <inheritdoc />
    public string Name => "file";

    // Whatever fails here is an exception, and the gateway tries again later.
    /// <inheritdoc />
    public async Task<DeliveryOutcome> DeliverAsync(CloudEvent told, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReadKnownAsync(cancellationToken);
            if (!_known.Contains(told.Id))
                await AppendAsync(told, cancellationToken);
            return new DeliveryOutcome.Delivered();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task AppendAsync(CloudEvent told, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(options.Value.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var isTorn = IsTorn(file);
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Encoding.UTF8.GetBytes($"{(isTorn ? "\n" : "")}{told.Json}\n"), cancellationToken);
        file.Flush(flushToDisk: true); // delivered means that it survives a crash
        Remember(told.Id);
    }

    // A crash, or a full disk, in the middle of a line: what is left of it is no event, and the next begins a line of its own.
    private static bool IsTorn(FileStream file)
    {
        if (file.Length is 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() is not '\n';
    }

    private async Task ReadKnownAsync(CancellationToken cancellationToken)
    {
        if (_isRead)
            return;
        if (File.Exists(options.Value.Path))
            await foreach (var line in File.ReadLinesAsync(options.Value.Path, cancellationToken))
                if (IdOf(line) is { } id)
                    Remember(id);
        _isRead = true;
    }

    private static string? IdOf(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("id").GetString();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Remember(string id)
    {
        if (!_known.Add(id))
            return;
        _order.Enqueue(id);
        if (_order.Count > Remembered)
            _known.Remove(_order.Dequeue());
    }
}
