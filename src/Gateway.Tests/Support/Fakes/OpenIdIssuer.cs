using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Support.Fakes;

/// <summary>What an OpenID Connect server writes and signs, rightly or, where it is told so, wrongly.</summary>
public abstract class OpenIdIssuer(TimeProvider time)
{
    public const string ClientId = "gateway";
    public const string User = "user-1";

    private readonly JsonWebTokenHandler _writer = new() { SetDefaultTimesOnTokenCreation = false };
    private int _serial;

    public abstract string Issuer { get; }

    /// <summary>The key that it signs with, and names.</summary>
    public ECDsaSecurityKey Key { get; private set; } = NewKey();

    /// <summary>Whether it takes pushed authorization requests (RFC 9126), and then no others.</summary>
    public bool WantsPushedRequests { get; init; }

    /// <summary>Whether it says that each callback has <c>iss</c> (RFC 9207).</summary>
    public bool TellsIssuer { get; init; }

    /// <summary>Changes what its discovery document says.</summary>
    public Action<Dictionary<string, object>>? Discovered { get; set; }

    /// <summary>Changes what an id_token says.</summary>
    public Action<Dictionary<string, object>>? IdToken { get; set; }

    /// <summary>Whether id_tokens are signed at all.</summary>
    public bool SignsNothing { get; set; }

    /// <summary>Signs with this key, which it does not name.</summary>
    public ECDsaSecurityKey? ForeignKey { get; set; }

    /// <summary>Whether it gives an id_token with a code's tokens.</summary>
    public bool GivesIdTokens { get; set; } = true;

    /// <summary>Its keys as they can be asked for.</summary>
    protected object KeySet => new { keys = new[] { JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(Key.ECDsa.ExportParameters(false))) { KeyId = Key.KeyId }) } };

    protected TimeProvider Time => time;

    public static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") };

    public void RollKeys() => Key = NewKey();

    /// <summary>A logout token that is right, but for what <paramref name="change"/> does to it.</summary>
    public string LogoutToken(Action<Dictionary<string, object>>? change = null, string type = "logout+jwt", ECDsaSecurityKey? key = null)
    {
        var claims = Claims(TimeSpan.FromMinutes(2));
        claims["jti"] = Guid.NewGuid().ToString("N");
        claims["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() };
        change?.Invoke(claims);
        return Write(claims, key ?? Key, type);
    }

    protected Dictionary<string, object> Document()
    {
        var document = new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["revocation_endpoint"] = $"{Issuer}/revoke",
            ["end_session_endpoint"] = $"{Issuer}/end",
            ["jwks_uri"] = $"{Issuer}/jwks",
            ["authorization_response_iss_parameter_supported"] = TellsIssuer,
        };
        if (WantsPushedRequests)
            document["pushed_authorization_request_endpoint"] = $"{Issuer}/par";
        Discovered?.Invoke(document);
        return document;
    }

    protected Dictionary<string, object> Tokens(string? nonce)
    {
        var serial = Interlocked.Increment(ref _serial);
        var tokens = new Dictionary<string, object> { ["access_token"] = $"access-{serial}", ["refresh_token"] = $"refresh-{serial}", ["token_type"] = "Bearer", ["expires_in"] = 300 };
        if (nonce is null || !GivesIdTokens)
            return tokens;
        var claims = Claims(TimeSpan.FromMinutes(5));
        (claims["nonce"], claims["email"]) = (nonce, "user@example.com");
        claims["at_hash"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"access-{serial}"))[..16]);
        IdToken?.Invoke(claims);
        tokens["id_token"] = Write(claims, SignsNothing ? null : ForeignKey ?? Key, "JWT");
        return tokens;
    }

    private Dictionary<string, object> Claims(TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return new()
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = User,
            ["sid"] = "sid-1",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
        };
    }

    private string Write(Dictionary<string, object> claims, SecurityKey? key, string type)
    {
        var descriptor = new SecurityTokenDescriptor { Claims = claims, TokenType = type };
        if (key is not null)
            descriptor.SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        return _writer.CreateToken(descriptor);
    }
}
