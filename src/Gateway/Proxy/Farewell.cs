namespace Gateway.Proxy;

/// <summary>How a long-lived answer ends.</summary>
/// <param name="LastWords">What is sent last; nothing where the end of the answer says it.</param>
/// <param name="OnEnd">Called before that, once.</param>
/// <param name="IsFinal">Whether nothing that the client says after it reaches the destination.</param>
internal sealed record Farewell(ReadOnlyMemory<byte> LastWords, Action? OnEnd, bool IsFinal);
