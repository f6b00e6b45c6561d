using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.AuthServers.OpenId;

/// <summary>Checks logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.6).</summary>
internal sealed class LogoutTokens(SignedTokens tokens)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    // Explicit typing is recommended, not required; servers that do not do it send JWT or nothing.
    private static readonly string[] Types = ["logout+jwt", "application/logout+jwt", "JWT", ""];

    public async Task<LogoutToken> ReadAsync(string token, CancellationToken cancellationToken) =>
        await tokens.CheckAsync(token, cancellationToken) switch
        {
            SignedToken.Valid(var valid) => Read(valid),
            SignedToken.Unavailable(var reason) => new LogoutToken.Unavailable(reason),
            SignedToken.Invalid(var reason) => new LogoutToken.Invalid(reason),
            _ => new LogoutToken.Invalid("cannot be read"),
        };

    private static LogoutToken Read(JsonWebToken token)
    {
        var (id, subject, sid) = (Text(token, JwtRegisteredClaimNames.Jti), Text(token, JwtRegisteredClaimNames.Sub), Text(token, JwtRegisteredClaimNames.Sid));
        if (!Types.Contains(token.Typ ?? "", StringComparer.OrdinalIgnoreCase))
            return new LogoutToken.Invalid("is of another type");
        if (!token.TryGetPayloadValue<JsonElement>("events", out var events) || !IsLogout(events))
            return new LogoutToken.Invalid("tells of no logout (events)");
        if (token.TryGetPayloadValue<object>(JwtRegisteredClaimNames.Nonce, out _))
            return new LogoutToken.Invalid("has a nonce, so it is an id_token");
        if (id is null)
            return new LogoutToken.Invalid("has no id (jti)");
        if (token.IssuedAt == DateTime.MinValue)
            return new LogoutToken.Invalid("does not say when it was issued (iat)");
        return subject is null && sid is null
            ? new LogoutToken.Invalid("names neither a user nor a session (sub, sid)")
            : new LogoutToken.Valid(id, new DateTimeOffset(token.ValidTo, TimeSpan.Zero), subject, sid);
    }

    private static bool IsLogout(JsonElement events) =>
        events.ValueKind is JsonValueKind.Object && events.TryGetProperty(Event, out var logout) && logout.ValueKind is JsonValueKind.Object;

    private static string? Text(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var text) && text is { Length: > 0 and <= 512 } ? text : null;
}
