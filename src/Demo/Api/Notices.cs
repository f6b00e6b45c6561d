using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Demo.Api;

/// <summary>Passes each notice on to those pages of its user that are open now. An application would send a mail instead.</summary>
internal sealed class Notices(TimeProvider time)
{
    // Shorter than the time after which a proxy takes a silent stream for a dead one.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Channel<Notice?>, string> _pages = new();

    public void Publish(string user, Notice notice)
    {
        foreach (var (page, whose) in _pages)
        {
            if (string.Equals(whose, user, StringComparison.Ordinal))
                page.Writer.TryWrite(notice);
        }
    }

    /// <summary>From here on, until the page leaves. The first heartbeat comes at once, so that the page knows it is heard.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(string user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = Channel.CreateUnbounded<Notice?>();
        _pages[page] = user;
        await using var heart = time.CreateTimer(_ => page.Writer.TryWrite(null), null, TimeSpan.Zero, Heartbeat);
        try
        {
            await foreach (var notice in page.Reader.ReadAllAsync(cancellationToken))
                yield return notice is null ? new("", "heartbeat") : new(JsonSerializer.Serialize(notice, JsonSerializerOptions.Web), "new-device");
        }
        finally
        {
            _pages.TryRemove(page, out _);
        }
    }
}
