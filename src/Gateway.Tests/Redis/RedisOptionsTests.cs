using Gateway.Redis;
using Gateway.Tests.Support;

namespace Gateway.Tests.Redis;

/// <summary>What is wrong with the files of certificates is told at start.</summary>
public sealed class RedisOptionsTests : IDisposable
{
    private const string Tls = "redis:6380,ssl=true";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Good_files_have_no_fault_whether_the_key_lies_in_one_of_its_own_or_not()
    {
        var (certificate, key) = _authority.Issue("gateway");
        FaultsOf(new() { Configuration = Tls, CertificateAuthority = _authority.CertificateFile, ClientCertificate = certificate, ClientKey = key }).ShouldBeEmpty();

        File.AppendAllText(certificate, "\n" + File.ReadAllText(key));
        FaultsOf(new() { Configuration = Tls, ClientCertificate = certificate }).ShouldBeEmpty();
    }

    [Fact]
    public void Without_TLS_they_are_of_no_use()
    {
        FaultsOf(new() { Configuration = "redis:6379", CertificateAuthority = _authority.CertificateFile })
            .ShouldBe(["Gateway:Redis:CertificateAuthority: is given, but Configuration does not say ssl=true"]);
        FaultsOf(new() { Configuration = "", ClientCertificate = _authority.Issue("gateway").Certificate, ClientKey = _authority.Issue("gateway").Key })
            .ShouldBe(["Gateway:Redis:ClientCertificate: is given, but Configuration does not say ssl=true"]);
    }

    [Fact]
    public void Files_that_are_missing_or_hold_something_else_are_named()
    {
        var (certificate, key) = _authority.Issue("gateway");

        FaultsOf(new() { Configuration = Tls, CertificateAuthority = "nowhere.pem" }).Single().ShouldStartWith("Gateway:Redis:CertificateAuthority: 'nowhere.pem' holds no certificates: ");
        FaultsOf(new() { Configuration = Tls, CertificateAuthority = key }).Single().ShouldStartWith($"Gateway:Redis:CertificateAuthority: '{key}' holds no certificates: ");
        FaultsOf(new() { Configuration = Tls, ClientCertificate = certificate }).Single().ShouldStartWith($"Gateway:Redis:ClientCertificate: '{certificate}' and its key cannot be used: ");
        FaultsOf(new() { Configuration = Tls, ClientKey = key }).ShouldBe(["Gateway:Redis:ClientKey: is given, but no ClientCertificate"]);
    }

    private static List<string> FaultsOf(RedisOptions options) => [.. options.Check("Gateway:Redis").Select(fault => fault.ToString())];
}
