using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>What of TLS a connection string cannot say: whom to believe, and who we are. Read for each connection, so renewed files need no restart.</summary>
internal static class RedisCertificates
{
    public static IEnumerable<Fault> Check(RedisOptions options, string section)
    {
        var authority = $"{section}:{nameof(options.CertificateAuthority)}";
        var certificate = $"{section}:{nameof(options.ClientCertificate)}";
        if ((options.CertificateAuthority.Length > 0 || options.ClientCertificate.Length > 0) && !options.IsTls)
            yield return new(options.CertificateAuthority.Length > 0 ? authority : certificate, "is given, but Configuration does not say ssl=true");
        if (options.CertificateAuthority.Length > 0 && Explain(() => ReadAuthorities(options.CertificateAuthority)) is { } fault)
            yield return new(authority, $"'{options.CertificateAuthority}' holds no certificates: {fault}");
        if (options.ClientCertificate.Length > 0 && Explain(() => ReadClient(options)) is { } clientFault)
            yield return new(certificate, $"'{options.ClientCertificate}' and its key cannot be used: {clientFault}");
        if (options.ClientKey.Length > 0 && options.ClientCertificate.Length is 0)
            yield return new($"{section}:{nameof(options.ClientKey)}", "is given, but no ClientCertificate");
    }

    public static void Use(RedisOptions options, ConfigurationOptions client)
    {
        if (options.CertificateAuthority.Length > 0 || options.ClientCertificate.Length > 0)
            client.SslClientAuthenticationOptions = host => Handshake(options, client, host);
    }

    private static SslClientAuthenticationOptions Handshake(RedisOptions options, ConfigurationOptions client, string host)
    {
        // These take the place of the client's own, so they say all that those would.
        var handshake = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = client.SslProtocols ?? default,
            CertificateRevocationCheckMode = client.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        };
        if (options.CertificateAuthority.Length > 0)
        {
            // An authority of one's own seldom publishes what it has revoked.
            handshake.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handshake.CertificateChainPolicy.CustomTrustStore.AddRange(ReadAuthorities(options.CertificateAuthority));
        }
        if (options.ClientCertificate.Length > 0)
            handshake.ClientCertificateContext = SslStreamCertificateContext.Create(ReadClient(options), additionalCertificates: null, offline: true);
        return handshake;
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("no PEM certificate is in it.");
    }

    // By way of PKCS #12, since Windows takes no key that was never stored.
    private static X509Certificate2 ReadClient(RedisOptions options)
    {
        using var read = X509Certificate2.CreateFromPemFile(options.ClientCertificate, options.ClientKey is { Length: > 0 } key ? key : null);
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null);
    }

    private static string? Explain<T>(Func<T> read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return error.Message;
        }
    }
}
