using Gateway.Admin;

namespace Gateway.Tests.Admin;

public sealed class AdminOptionsTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("http://127.0.0.1:9090", null)] // off
    [InlineData("http://127.0.0.1:9090", Key)]
    [InlineData("http://localhost:9090", Key)]
    [InlineData("http://*:9090", Key)]
    [InlineData("http://[::1]:9090/", Key)]
    public void What_can_be(string? url, string? key) => Faults(url, key).ShouldBeEmpty();

    [Theory]
    [InlineData(null, Key, "Gateway:Admin:Url: is missing")]
    [InlineData("https://127.0.0.1:9090", Key, "Gateway:Admin:Url: 'https://127.0.0.1:9090' is no address")]
    [InlineData("127.0.0.1:9090", Key, "Gateway:Admin:Url: ")]
    [InlineData("http://127.0.0.1:9090/admin", Key, "Gateway:Admin:Url: ")]
    [InlineData("http://127.0.0.1:99999", null, "Gateway:Admin:Url: ")]
    [InlineData("http://127.0.0.1:9090", "short-secret", "Gateway:Admin:Key: is too short")]
    [InlineData("http://127.0.0.1:9090", "0123456789 abcdef 0123456789 abcdef", "Gateway:Admin:Key: must be printable ASCII")]
    public void What_cannot(string? url, string? key, string expected)
    {
        var fault = Faults(url, key).ShouldHaveSingleItem();
        fault.ShouldStartWith(expected);
        fault.ShouldNotContain("secret-", Case.Sensitive);
        fault.ShouldNotContain(key ?? "nothing", Case.Sensitive);
    }

    private static IEnumerable<string> Faults(string? url, string? key) =>
        new AdminOptions { Url = url, Key = key }.Check("Gateway:Admin").Select(fault => fault.ToString());
}
