using Gateway.Configuration;
using Gateway.Redis;

namespace Gateway.Events;

/// <summary>
/// Whether the store that is configured can carry the events that are configured. Asks the configuration itself, since the options of other
/// sections may not even bind.
/// </summary>
internal sealed class EventsCheck(IConfiguration configuration, IEnumerable<IEventSink> sinks) : IConfigurationCheck
{
    private const string Stream = "Gateway:Events:Stream";
    private const string KeyPrefix = "Gateway:Redis:KeyPrefix";
    private const string KeyPattern = "Gateway:Sessions:KeyPattern";

    public Task<IReadOnlyList<Fault>> RunAsync() => Task.FromResult<IReadOnlyList<Fault>>([.. Check(), .. CheckSinks()]);

    private IEnumerable<Fault> Check()
    {
        var hasStream = configuration[Stream] is { Length: > 0 };
        if (hasStream && string.IsNullOrWhiteSpace(configuration["Gateway:Redis:Configuration"]))
            yield return new(Stream, "needs a Redis (Gateway:Redis:Configuration): the embedded store has no streams");
        if ((hasStream || configuration["Gateway:Events:Webhook:Url"] is { Length: > 0 } || sinks.Any()) && !FitsCluster())
            yield return new(KeyPattern, $"has braces that, with {KeyPrefix}, would put a session and its events into two slots of a Redis Cluster");
    }

    // Part of what is written in the outbox.
    private IEnumerable<Fault> CheckSinks() =>
        sinks
            .Where(sink => sink.Name is not { Length: > 0 } name || !name.All(char.IsAsciiLetter))
            .Select(sink => new Fault("Gateway:Events", $"{sink.GetType().Name} has no name of letters only"))
            .Concat(sinks.GroupBy(sink => sink.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => new Fault("Gateway:Events", $"several sinks are called {same.Key}")));

    private bool FitsCluster()
    {
        var record = (configuration[KeyPattern] is { Length: > 0 } pattern ? pattern : "{id}").Replace("{id}", "id", StringComparison.Ordinal);
        return HashTag.Of(new OutboxKeys(configuration[KeyPrefix] ?? "").Of(record)) == HashTag.Of(record);
    }
}
