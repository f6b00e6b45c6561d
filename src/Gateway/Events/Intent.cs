using System.Globalization;

namespace Gateway.Events;

/// <summary>
/// The note, made before a change, that an event will lie in the outbox of <paramref name="Record"/>. Each event has one of its own, so whoever is done with an
/// event takes away this note and nobody else's.
/// </summary>
internal readonly record struct Intent(string Id, string Record)
{
    private const int IdLength = 36;

    /// <summary>When it was made: a UUID of version 7 begins with its milliseconds (RFC 9562 section 5.7).</summary>
    public DateTimeOffset MadeAt =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse($"{Id[..8]}{Id[9..13]}", NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>As it stands in the store.</summary>
    public string Text => $"{Id} {Record}";

    /// <summary>The note that <paramref name="text"/> is; null where it is none.</summary>
    public static Intent? Parse(string text) =>
        text.Length > IdLength && text[IdLength] is ' ' && Guid.TryParseExact(text[..IdLength], "D", out var id) && id.Version is 7
            ? new Intent(text[..IdLength], text[(IdLength + 1)..])
            : null;

    /// <summary>Not the record: where records are plain its name is the cookie.</summary>
    public override string ToString() => Id;
}
