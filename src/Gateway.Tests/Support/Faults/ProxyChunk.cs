namespace Gateway.Tests.Support.Faults;

/// <summary>Some bytes on their way.</summary>
/// <param name="Before">What came before them, in which a text may begin that ends in them.</param>
/// <param name="Bytes">What is to be sent on.</param>
/// <param name="ArrivedAt">When they came, by the system's timestamp.</param>
internal sealed record ProxyChunk(ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> Bytes, long ArrivedAt);
