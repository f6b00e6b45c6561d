namespace Gateway.Observability;

/// <summary>Marks an endpoint that machines ask all the time.</summary>
internal sealed class Probe
{
    public static readonly Probe Instance = new();

    private Probe() { }
}
