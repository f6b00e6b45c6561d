using System.Globalization;
using Gateway.Tokens;
using StackExchange.Redis;

namespace Gateway.Sessions;

/// <summary>Writes sessions as fields and values of the record's hash.</summary>
internal sealed class RecordWriter(SessionFormat format)
{
    private const int OfTokens = 2 * 10;
    private const int OfAll = OfTokens + (2 * 7);

    /// <summary>Everything, for a record that did not exist.</summary>
    public List<RedisValue> WriteAll(Session session)
    {
        var fields = new List<RedisValue>(OfAll);
        Add(fields, RecordField.Email, session.Email);
        Add(fields, RecordField.User, session.User);
        Add(fields, RecordField.AuthServer, session.AuthServer);
        Add(fields, RecordField.Sid, session.Sid);
        Add(fields, RecordField.CreatedAt, RecordDate.Write(session.CreatedAt));
        Add(fields, RecordField.DeviceName, session.DeviceName);
        Add(fields, RecordField.Ip, session.Address);
        AddTokens(fields, session);
        return fields;
    }

    /// <summary>What a refresh changes.</summary>
    public List<RedisValue> WriteTokens(Session session)
    {
        var fields = new List<RedisValue>(OfTokens);
        AddTokens(fields, session);
        return fields;
    }

    /// <summary>Marks the refresh token as refused for good.</summary>
    public static RedisValue[] WriteRefusal(Session session) =>
        [RecordField.Refused, RefreshTokenMark.Of(session.Tokens.RefreshToken), RecordField.Version, Number(session.Version)];

    private void AddTokens(List<RedisValue> fields, Session session)
    {
        var tokens = session.Tokens;
        var seal = format is SessionFormat.Sealed ? new SessionSeal(session.Device, session.Key) : null;
        Add(fields, RecordField.TokenType, tokens.TokenType);
        AddToken(fields, RecordField.AccessToken, tokens.AccessToken, seal);
        Add(fields, RecordField.AccessExpiry, RecordDate.Write(tokens.AccessExpiry));
        AddToken(fields, RecordField.RefreshToken, tokens.RefreshToken, seal);
        Add(fields, RecordField.RefreshExpiry, tokens.RefreshExpiry == DateTimeOffset.MaxValue ? null : RecordDate.Write(tokens.RefreshExpiry));
        AddToken(fields, RecordField.IdToken, tokens.IdToken, seal);
        Add(fields, RecordField.AccessLifetime, tokens.AccessLifetime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Add(fields, RecordField.Version, Number(session.Version));
        Add(fields, RecordField.SeenAt, RecordDate.Write(session.SeenAt));
        Add(fields, RecordField.IndexedUntil, session.IndexedUntil is { } until ? RecordDate.Write(until) : null);
    }

    private static void AddToken(List<RedisValue> fields, string field, Secret token, SessionSeal? seal)
    {
        if (!token.IsEmpty)
            Add(fields, field, seal is null ? token.Reveal() : seal.Seal(field, token.Reveal()));
    }

    private static void Add(List<RedisValue> fields, string field, string? value)
    {
        if (value is null)
            return;
        fields.Add(field);
        fields.Add(value);
    }

    private static string Number(long version) => version.ToString(CultureInfo.InvariantCulture);
}
