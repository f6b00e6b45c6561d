namespace Gateway.Configuration;

/// <summary>One thing wrong with the configuration: the full key, and what is wrong with it.</summary>
public sealed record Fault(string Key, string Message)
{
    /// <summary>Whether the value cannot even be bound to its type, so that nothing further can be asked of the options.</summary>
    internal bool PreventsBinding { get; init; }

    /// <summary>The line that an operator reads.</summary>
    public override string ToString() => $"{Key}: {Message}";
}
