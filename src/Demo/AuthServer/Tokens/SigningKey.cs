using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Tokens;

/// <summary>An ES256 key, and its public half as others fetch it.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SigningKey()
    {
        var key = new ECDsaSecurityKey(_key) { KeyId = OpaqueToken.New()[..16] };
        Credentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);

        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = new
        {
            kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            use = JsonWebKeyUseNames.Sig,
            alg = SecurityAlgorithms.EcdsaSha256,
            kid = key.KeyId,
            crv = JsonWebKeyECTypes.P256,
            x = Base64UrlEncoder.Encode(point.X),
            y = Base64UrlEncoder.Encode(point.Y),
        };
    }

    public SigningCredentials Credentials { get; }

    /// <summary>The JSON Web Key (RFC 7517).</summary>
    public object PublicKey { get; }

    public void Dispose() => _key.Dispose();
}
