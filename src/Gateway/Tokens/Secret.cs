using System.Diagnostics;

namespace Gateway.Tokens;

/// <summary>A token, key or password: a string that never prints itself. Only <see cref="Reveal"/> gives the text.</summary>
[DebuggerDisplay("***")]
public readonly struct Secret : IEquatable<Secret>
{
    private readonly string? _text;

    /// <summary>Wraps a text.</summary>
    public Secret(string text) => _text = text;

    /// <summary>Whether there is no text.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary>The text itself, for the one place that has to send or store it. A method, so that no serializer finds it.</summary>
    public string Reveal() => _text ?? "";

    /// <summary>Whether two values are the same, compared without a hint of where they differ.</summary>
    public bool Equals(Secret other) =>
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(Reveal().AsSpan()),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(other.Reveal().AsSpan())
        );

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Equality, see <see cref="Equals(Secret)"/>.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>Inequality, see <see cref="Equals(Secret)"/>.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);
}
