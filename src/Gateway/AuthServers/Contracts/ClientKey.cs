using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>Reads a client's private key: PEM text, or the path of a file with it.</summary>
internal static class ClientKey
{
    /// <summary>What is wrong with it, or null. The text is never repeated: it may be the key.</summary>
    public static string? Explain(string pemOrPath)
    {
        try
        {
            Read(IsPem(pemOrPath) ? pemOrPath : File.ReadAllText(pemOrPath), id: null);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "names a file that cannot be read";
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or NotSupportedException)
        {
            return "holds no private key in PEM: RSA of 2048 bits or more, or an elliptic curve (P-256, P-384, P-521)";
        }
    }

    /// <summary>Whether it is the key itself, not the path of a file.</summary>
    public static bool IsPem(string pemOrPath) => pemOrPath.Contains("-----BEGIN", StringComparison.Ordinal);

    public static SigningCredentials Read(string pem, string? id) =>
        pem.Contains("EC PRIVATE KEY", StringComparison.Ordinal) || !TryLoadRsa(pem, out var rsa) ? LoadCurve(pem, id) : LoadRsa(rsa!, id);

    private static SigningCredentials LoadRsa(RSA rsa, string? id) =>
        rsa.KeySize < 2048 ? throw new CryptographicException("too short") : new(new RsaSecurityKey(rsa) { KeyId = id }, SecurityAlgorithms.RsaSha256);

    private static SigningCredentials LoadCurve(string pem, string? id)
    {
        var curve = ECDsa.Create();
        curve.ImportFromPem(pem);
        curve.ExportParameters(includePrivateParameters: true);
        var algorithm = curve.KeySize switch
        {
            256 => SecurityAlgorithms.EcdsaSha256,
            384 => SecurityAlgorithms.EcdsaSha384,
            521 => SecurityAlgorithms.EcdsaSha512,
            _ => throw new NotSupportedException("no such curve in JOSE"),
        };
        return new(new ECDsaSecurityKey(curve) { KeyId = id }, algorithm);
    }

    // PKCS #8 does not say in its label which kind of key it holds.
    private static bool TryLoadRsa(string pem, out RSA? rsa)
    {
        rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            rsa.ExportParameters(includePrivateParameters: true);
            return true;
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            return false;
        }
    }
}
