using Gateway.Devices;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Devices;

public sealed class DevicesOptionsTests
{
    [Theory]
    [InlineData("device_id", SameSiteMode.Lax, CookieSecurity.Auto, null)]
    [InlineData("sid", SameSiteMode.Strict, CookieSecurity.Never, "example.com")]
    [InlineData("sid", SameSiteMode.None, CookieSecurity.Always, null)]
    [InlineData("__Host-sid", SameSiteMode.Lax, CookieSecurity.Auto, "")]
    [InlineData("!#$%&'*+-.^_`|~0", SameSiteMode.Lax, CookieSecurity.Auto, null)]
    public void A_sound_cookie_has_no_fault(string name, SameSiteMode sameSite, CookieSecurity secure, string? domain) =>
        Faults(name, sameSite, secure, domain).ShouldBeEmpty();

    [Theory]
    [InlineData("", SameSiteMode.Lax, CookieSecurity.Auto, null, "D:CookieName")]
    [InlineData("a b", SameSiteMode.Lax, CookieSecurity.Auto, null, "D:CookieName")]
    [InlineData("a;b", SameSiteMode.Lax, CookieSecurity.Auto, null, "D:CookieName")]
    [InlineData("a=b", SameSiteMode.Lax, CookieSecurity.Auto, null, "D:CookieName")]
    [InlineData("é", SameSiteMode.Lax, CookieSecurity.Auto, null, "D:CookieName")]
    [InlineData("sid", SameSiteMode.Unspecified, CookieSecurity.Auto, null, "D:SameSite")]
    [InlineData("sid", SameSiteMode.None, CookieSecurity.Never, null, "D:SameSite")]
    [InlineData("__Host-sid", SameSiteMode.Lax, CookieSecurity.Auto, "example.com", "D:CookieName")]
    [InlineData("__Host-sid", SameSiteMode.Lax, CookieSecurity.Never, null, "D:CookieName")]
    [InlineData("", SameSiteMode.None, CookieSecurity.Never, null, "D:CookieName,D:SameSite")]
    public void Each_fault_is_told_with_its_key(string name, SameSiteMode sameSite, CookieSecurity secure, string? domain, string keys) =>
        Faults(name, sameSite, secure, domain).ShouldBe(keys.Split(','));

    private static IEnumerable<string> Faults(string name, SameSiteMode sameSite, CookieSecurity secure, string? domain) =>
        new DevicesOptions { CookieName = name, SameSite = sameSite, Secure = secure, Domain = domain }.Check("D").Select(fault => fault.Key);
}
