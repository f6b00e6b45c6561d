using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gateway.Devices;
using Gateway.Tokens;

namespace Gateway.Sessions;

/// <summary>What is kept for one device of one user. Immutable; a refresh makes a new one with the next version.</summary>
public sealed record Session
{
    private static readonly ConditionalWeakTable<string, Session> ByAuthorization = [];
    private readonly string _authorization = "";
    private readonly TokenSet _tokens = null!;
    private readonly string _key = "";

    /// <summary>The id that the browser holds.</summary>
    public required DeviceId Device { get; init; }

    /// <summary>Name of the record in the store.</summary>
    public required string Key
    {
        get => _key;
        init
        {
            _key = value;
            Spread = SpreadOf(value);
        }
    }

    /// <summary>Name of the auth server that granted the tokens.</summary>
    public required string AuthServer { get; init; }

    /// <summary>The user, as the auth server names them; null where it does not tell.</summary>
    public string? User { get; init; }

    /// <summary>The user's e-mail address; null where it is not known.</summary>
    public string? Email { get; init; }

    /// <summary>Tokens and their expiries.</summary>
    public required TokenSet Tokens
    {
        get => _tokens;
        init
        {
            _tokens = value;
            // Built once and kept: the warm request adds this very string, and by it a request is known as ours.
            _authorization = "Bearer " + value.AccessToken.Reveal();
            ByAuthorization.Add(_authorization, this);
        }
    }

    /// <summary>The session at the auth server that this one belongs to (OpenID Connect <c>sid</c>); null where it does not tell.</summary>
    public string? Sid { get; init; }

    /// <summary>Counts the changes of the record. 0 where another service wrote it and keeps no count.</summary>
    public long Version { get; init; }

    /// <summary>When the person signed in.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the session was last seen in use, to the exactness of a refresh.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Name of the device, such as "Firefox on Android".</summary>
    public string? DeviceName { get; init; }

    /// <summary>Address that the person signed in from.</summary>
    public string? Address { get; init; }

    /// <summary>How long the indexes are sure to hold it; null where they never did, for another service wrote the record.</summary>
    public DateTimeOffset? IndexedUntil { get; init; }

    /// <summary>Whether the auth server has refused this refresh token for good: the session ends with its access token.</summary>
    public bool IsRefused { get; init; }

    /// <summary>
    /// 0 to 1, evenly spread over sessions: so that what would be due for many of them at once is done one after the other.
    /// </summary>
    internal double Spread { get; init; }

    /// <summary>Value of the Authorization header (RFC 6750 section 2.1).</summary>
    internal string Authorization => _authorization;

    /// <summary>The session whose <see cref="Authorization"/> this very string is, not one that merely reads the same; or null.</summary>
    internal static Session? OfAuthorization(string? header) => header is not null && ByAuthorization.TryGetValue(header, out var session) ? session : null;

    /// <summary>Whether there is a refresh token that may still be tried.</summary>
    internal bool CanRefresh => !IsRefused && !Tokens.RefreshToken.IsEmpty;

    private static double SpreadOf(string key) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()))) / (double)uint.MaxValue;

    /// <summary>Says nothing of the person, the device or the tokens.</summary>
    public override string ToString() => $"session at {AuthServer}, version {Version}";
}
