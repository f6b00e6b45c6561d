namespace Gateway.Tests.Support.Fakes;

/// <summary>A receiver of events that believes none whose signature is wrong.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Secret = "WEBHOOK-SECRET-HIDDEN-of-more-than-32-characters";
    private const string Path = "/told?key=QUERY-OF-THE-URL-HIDDEN";

    private readonly Destination _server;

    private WebhookReceiver(Destination server) => _server = server;

    /// <summary>What a gateway is told.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["Gateway:Events:Webhook:Url"] = new Uri(_server.Address, Path).ToString(), ["Gateway:Events:Webhook:Secret"] = Secret };

    /// <summary>Tells a gateway of it.</summary>
    public void AddTo(Dictionary<string, string?> settings)
    {
        foreach (var (key, value) in Settings)
            settings[key] = value;
    }

    /// <summary>All that has arrived, whatever the answer was, in its order.</summary>
    public IReadOnlyList<ReceivedEvent> All => [.. _server.Requests.Select(request => ReceivedEvent.Of(request, Secret))];

    public static async Task<WebhookReceiver> StartAsync() => new(await Destination.StartAsync());

    /// <summary>The oldest that was not returned yet; waits for one.</summary>
    public async Task<ReceivedEvent> NextAsync() => ReceivedEvent.Of(await _server.NextRequestAsync(TestContext.Current.CancellationToken), Secret);

    /// <summary>The next so many.</summary>
    public async Task<IReadOnlyList<ReceivedEvent>> NextAsync(int count)
    {
        var events = new List<ReceivedEvent>();
        while (events.Count < count)
            events.Add(await NextAsync());
        return events;
    }

    /// <summary>The next events are answered so, in order.</summary>
    public void AnswerNext(params ReadOnlySpan<DestinationAnswer> answers) => _server.AnswerNext(answers);

    /// <summary>Events arrive, but nobody answers until the result is disposed.</summary>
    public IDisposable Hang() => _server.HoldAnswers();

    public Task GoOfflineAsync() => _server.GoOfflineAsync();

    public Task GoOnlineAsync() => _server.GoOnlineAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
