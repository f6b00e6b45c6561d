using System.Security.Cryptography;
using Gateway.AuthServers.Contracts;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.AuthServers.Contracts;

/// <summary>A private key is found good or bad at start, and never repeated.</summary>
public sealed class ClientKeyTests
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<string, string> Good =>
        new()
        {
            { Rsa.ExportPkcs8PrivateKeyPem(), "RS256" },
            { Rsa.ExportRSAPrivateKeyPem(), "RS256" },
            { Curve.ExportPkcs8PrivateKeyPem(), "ES256" },
            { Curve.ExportECPrivateKeyPem(), "ES256" },
        };

    public static TheoryData<string> Bad =>
        new(Rsa.ExportSubjectPublicKeyInfoPem(), Curve.ExportSubjectPublicKeyInfoPem(), RSA.Create(1024).ExportPkcs8PrivateKeyPem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");

    [Theory, MemberData(nameof(Good))]
    public void Keys_in_PEM_are_read_as_text_or_from_a_file(string pem, string algorithm)
    {
        using var folder = new TempDirectory();
        var path = Path.Combine(folder.Path, "key.pem");
        File.WriteAllText(path, pem);

        ClientKey.Explain(pem).ShouldBeNull();
        ClientKey.Read(pem, "kid").Algorithm.ShouldBe(algorithm);
        new ClientKeySource(path, "kid", NullLogger.Instance).Current.Key.KeyId.ShouldBe("kid");
    }

    [Theory, MemberData(nameof(Bad))]
    public void All_else_is_a_fault_that_does_not_repeat_it(string pem) => ClientKey.Explain(pem).ShouldNotBeNull().ShouldStartWith("holds no private key in PEM");

    [Fact]
    public void A_file_that_is_not_there_is_told() => ClientKey.Explain("no/such/key.pem").ShouldBe("names a file that cannot be read");
}
