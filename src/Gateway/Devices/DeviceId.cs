using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Gateway.Devices;

/// <summary>
/// The value of the device cookie: the one thing a browser holds. Whoever has it has the session, so it is as secret as a
/// token and never prints itself.
/// </summary>
[DebuggerDisplay("***")]
public readonly struct DeviceId : IEquatable<DeviceId>
{
    private const int MinLength = 16;
    private const int MaxLength = 512;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );

    private readonly string? _text;

    private DeviceId(string text) => _text = text;

    /// <summary>A new id: 32 random bytes in base64url, 43 characters.</summary>
    public static DeviceId New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Whether <paramref name="text"/> can be an id at all: 16 to 512 of <c>A-Z a-z 0-9 _ -</c>. All else costs no store command.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => text.Length is >= MinLength and <= MaxLength && !text.ContainsAnyExcept(Allowed);

    /// <summary>The id that <paramref name="text"/> is, or null where it is malformed.</summary>
    public static DeviceId? Parse(ReadOnlySpan<char> text) => IsWellFormed(text) ? new DeviceId(text.ToString()) : null;

    /// <summary>The id itself, for the cookie and for the key that is derived from it.</summary>
    public string Reveal() => _text ?? "";

    /// <inheritdoc />
    public bool Equals(DeviceId other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is DeviceId other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Equality of the texts.</summary>
    public static bool operator ==(DeviceId left, DeviceId right) => left.Equals(right);

    /// <summary>Inequality of the texts.</summary>
    public static bool operator !=(DeviceId left, DeviceId right) => !left.Equals(right);
}
