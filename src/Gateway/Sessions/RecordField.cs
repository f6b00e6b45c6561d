namespace Gateway.Sessions;

/// <summary>Names of the record's fields. The first six are those that existing services write.</summary>
internal static class RecordField
{
    public const string Email = "email";
    public const string TokenType = "token_type";
    public const string AccessToken = "access_token";
    public const string AccessExpiry = "access_expiry";
    public const string RefreshToken = "refresh_token";
    public const string RefreshExpiry = "refresh_expiry";

    public const string User = "user";
    public const string AuthServer = "auth_server";
    public const string Version = "version";
    public const string CreatedAt = "created_at";
    public const string SeenAt = "seen_at";
    public const string DeviceName = "device_name";
    public const string Ip = "ip";

    // Our own bookkeeping.
    public const string IdToken = "id_token";
    public const string Sid = "sid"; // OpenID Connect: the session at the auth server
    public const string IndexedUntil = "indexed_until"; // how long the indexes are sure to hold it
    public const string AccessLifetime = "access_lifetime";
    public const string Refused = "refused"; // a fingerprint of the refresh token that was refused for good
    public const string Ended = "ended"; // why a session was ended from elsewhere; its record waits for the browser to show up
    public const string EndedAccessToken = "ended_access_token";
    public const string Left = "left"; // how its browser has left it; nothing else is there then
    // lease_owner and lease_until belong to the scripts.
}
