using System.Diagnostics;

namespace Gateway.AuthServers.Calls;

/// <summary>
/// Tells an auth server which trace a call belongs to (W3C <c>traceparent</c>), and nothing that a client has written: <c>baggage</c> and <c>tracestate</c> may hold
/// anything, of any length.
/// </summary>
internal sealed class TraceParentOnly : DistributedContextPropagator
{
    private const string Header = "traceparent";

    public static readonly TraceParentOnly Instance = new();

    private TraceParentOnly() { }

    public override IReadOnlyCollection<string> Fields => [Header];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            setter?.Invoke(carrier, Header, id);
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) => (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
