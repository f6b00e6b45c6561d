using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Traffic;

/// <summary>What can be wrong with a signed token, for <see cref="TokenFaultSwitch"/>.</summary>
public static class TokenFault
{
    private static readonly ECDsa Stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static void WrongNonce(TokenDraft draft) => draft.Claims["nonce"] = "of-another-sign-in";

    public static void NoNonce(TokenDraft draft) => draft.Claims.Remove("nonce");

    public static void WrongIssuer(TokenDraft draft) => draft.Claims["iss"] = "https://elsewhere.example.com";

    public static void WrongAudience(TokenDraft draft) => draft.Claims["aud"] = "another-client";

    /// <summary>An hour ago, beyond any leeway.</summary>
    public static void Expired(TokenDraft draft)
    {
        var issuedAt = draft.Claims["iat"]!.GetValue<long>();
        draft.Claims["iat"] = issuedAt - 7200;
        draft.Claims["exp"] = issuedAt - 3600;
    }

    public static void WithoutSignature(TokenDraft draft) => draft.Credentials = null;

    /// <summary>By a key that says it is ours.</summary>
    public static void SignedByStranger(TokenDraft draft) => draft.Credentials =
        new SigningCredentials(new ECDsaSecurityKey(Stranger) { KeyId = draft.Credentials?.Kid }, SecurityAlgorithms.EcdsaSha256);
}
