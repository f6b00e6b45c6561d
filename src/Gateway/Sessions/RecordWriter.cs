using System.Globalization;
using Gateway.Tokens;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Writes sessions as fields and values of the record's hash.</summary>
internal sealed class RecordWriter(SessionFormat format)
{
    /// <summary>Everything, for a record that did not exist.</summary>
    public RedisValue[] WriteAll(Session session) =>
        [
            .. Pair(RecordField.Email, session.Email),
            .. Pair(RecordField.User, session.User),
            .. Pair(RecordField.AuthServer, session.AuthServer),
            .. Pair(RecordField.Sid, session.Sid),
            .. Pair(RecordField.CreatedAt, RecordDate.Write(session.CreatedAt)),
            .. Pair(RecordField.DeviceName, session.DeviceName),
            .. Pair(RecordField.Ip, session.Address),
            .. WriteTokens(session),
        ];

    /// <summary>What a refresh changes.</summary>
    public RedisValue[] WriteTokens(Session session) =>
        [
            .. Pair(RecordField.TokenType, session.Tokens.TokenType),
            .. Token(session, RecordField.AccessToken, session.Tokens.AccessToken),
            .. Pair(RecordField.AccessExpiry, RecordDate.Write(session.Tokens.AccessExpiry)),
            .. Token(session, RecordField.RefreshToken, session.Tokens.RefreshToken),
            .. Pair(RecordField.RefreshExpiry, session.Tokens.RefreshExpiry == DateTimeOffset.MaxValue ? null : RecordDate.Write(session.Tokens.RefreshExpiry)),
            .. Token(session, RecordField.IdToken, session.Tokens.IdToken),
            .. Pair(RecordField.AccessLifetime, session.Tokens.AccessLifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            .. Pair(RecordField.Version, session.Version.ToString(CultureInfo.InvariantCulture)),
            .. Pair(RecordField.SeenAt, RecordDate.Write(session.SeenAt)),
            .. Pair(RecordField.IndexedUntil, session.IndexedUntil is { } until ? RecordDate.Write(until) : null),
        ];

    /// <summary>Marks the refresh token as refused for good.</summary>
    public static RedisValue[] WriteRefusal(Session session) =>
        [
            .. Pair(RecordField.Refused, RefreshTokenMark.Of(session.Tokens.RefreshToken)),
            .. Pair(RecordField.Version, session.Version.ToString(CultureInfo.InvariantCulture)),
        ];

    private RedisValue[] Token(Session session, string field, Secret token) =>
        token.IsEmpty ? []
        : format is SessionFormat.Plain ? Pair(field, token.Reveal())
        : Pair(field, new SessionSeal(session.Device, session.Key).Seal(field, token.Reveal()));

    private static RedisValue[] Pair(string field, string? value) => value is null ? [] : [field, value];
}
