namespace Demo.AuthServer.Traffic;

/// <summary>Marks an endpoint that no fault reaches: the switch of the faults itself.</summary>
public sealed class OutOfBand
{
    public static OutOfBand Mark { get; } = new();
}
