using System.Globalization;
using Gateway.Devices;
using Gateway.Tokens;

namespace Gateway.Sessions;

/// <summary>Reads a record, ours or another service's, leniently. Without a readable access token it is no session.</summary>
internal sealed class RecordReader(SessionFormat format)
{
    public Session? Read(DeviceId device, string key, IReadOnlyDictionary<string, string> record)
    {
        var seal = format is SessionFormat.Sealed ? new SessionSeal(device, key) : null;
        if (Token(record, RecordField.AccessToken, seal) is not { } accessToken)
            return null;
        var refreshToken = Token(record, RecordField.RefreshToken, seal) ?? default;
        var created = Date(record, RecordField.CreatedAt) ?? default;
        return new Session
        {
            Device = device,
            Key = key,
            AuthServer = record.GetValueOrDefault(RecordField.AuthServer) ?? "default",
            User = record.GetValueOrDefault(RecordField.User),
            Email = record.GetValueOrDefault(RecordField.Email),
            Sid = record.GetValueOrDefault(RecordField.Sid),
            Version = long.TryParse(record.GetValueOrDefault(RecordField.Version), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
            CreatedAt = created,
            SeenAt = Date(record, RecordField.SeenAt) ?? created,
            DeviceName = record.GetValueOrDefault(RecordField.DeviceName),
            Address = record.GetValueOrDefault(RecordField.Ip),
            IndexedUntil = Date(record, RecordField.IndexedUntil),
            IsRefused = record.TryGetValue(RecordField.Refused, out var refused) && refused == RefreshTokenMark.Of(refreshToken),
            Tokens = ReadTokens(record, seal, accessToken, refreshToken),
        };
    }

    /// <summary>What is left of a session that has ended; of one that was ended from elsewhere its tokens, so that they can be revoked now that its key is here.</summary>
    public StoreAnswer ReadEnded(DeviceId device, string key, IReadOnlyDictionary<string, string> record) =>
        record.ContainsKey(RecordField.AccessToken) ? StoreAnswer.Gone.Instance
        : record.ContainsKey(RecordField.Ended) ? ReadRevoked(device, key, record)
        : record.GetValueOrDefault(RecordField.Left) switch
        {
            nameof(Leaving.SignedOut) => new StoreAnswer.Gone(Leaving.SignedOut),
            nameof(Leaving.Replaced) => new StoreAnswer.Gone(Leaving.Replaced),
            _ => StoreAnswer.Gone.Instance,
        };

    private StoreAnswer.Revoked ReadRevoked(DeviceId device, string key, IReadOnlyDictionary<string, string> record)
    {
        var authServer = record.GetValueOrDefault(RecordField.AuthServer) ?? "default";
        if (format is SessionFormat.Plain)
            return new(key, authServer, Tokens: null); // they were there to be read when it was ended
        var seal = new SessionSeal(device, key);
        var tokens = new TokenSet
        {
            AccessToken = Token(record, RecordField.EndedAccessToken, seal, RecordField.AccessToken) ?? default,
            AccessExpiry = default,
            AccessLifetime = default,
            RefreshToken = Token(record, RecordField.RefreshToken, seal) ?? default,
            RefreshExpiry = Date(record, RecordField.RefreshExpiry) ?? DateTimeOffset.MaxValue,
        };
        return new(key, authServer, tokens);
    }

    private static TokenSet ReadTokens(IReadOnlyDictionary<string, string> record, SessionSeal? seal, Secret accessToken, Secret refreshToken)
    {
        var jwt = JwtLifetime.Read(accessToken.Reveal());
        var expiry = Date(record, RecordField.AccessExpiry) ?? jwt?.Expiry ?? DateTimeOffset.MaxValue; // nobody tells: good until it is refused
        return new TokenSet
        {
            AccessToken = accessToken,
            AccessExpiry = expiry,
            AccessLifetime = Seconds(record, RecordField.AccessLifetime) ?? jwt?.Length ?? TimeSpan.Zero,
            RefreshToken = refreshToken,
            RefreshExpiry = Date(record, RecordField.RefreshExpiry) ?? DateTimeOffset.MaxValue,
            TokenType = record.GetValueOrDefault(RecordField.TokenType) ?? "Bearer",
            IdToken = Token(record, RecordField.IdToken, seal) ?? default,
        };
    }

    // A token that was moved is still sealed as the field that it was.
    private static Secret? Token(IReadOnlyDictionary<string, string> record, string field, SessionSeal? seal, string? sealedAs = null)
    {
        if (!record.TryGetValue(field, out var stored) || stored.Length is 0)
            return null;
        var text = seal is null ? stored : seal.Open(sealedAs ?? field, stored);
        // A record is input like any other: what is no header value would break out of its header.
        return HttpText.IsPrintable(text) && !string.IsNullOrWhiteSpace(text) ? new Secret(text!) : null;
    }

    private static DateTimeOffset? Date(IReadOnlyDictionary<string, string> record, string field) => RecordDate.Read(record.GetValueOrDefault(field));

    private static TimeSpan? Seconds(IReadOnlyDictionary<string, string> record, string field) =>
        double.TryParse(record.GetValueOrDefault(field), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 3.2e9
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
