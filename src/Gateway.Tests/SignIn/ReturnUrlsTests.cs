using Gateway.Answers;
using Gateway.SignIn;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.SignIn;

/// <summary>Nobody can make a sign-in lead to a place of theirs.</summary>
public sealed class ReturnUrlsTests
{
    private readonly ReturnUrls _urls = new(Options.Create(new SignInOptions { ReturnUrlHosts = ["app.example.com", "localhost:5173", "other.example.com:8443"] }));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/x", "/x")]
    [InlineData("/a/b?c=d&e=f#g", "/a/b?c=d&e=f#g")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/search?q=http://evil.com//x", "/search?q=http://evil.com//x")]
    [InlineData("/ä?ö=ü", "/%C3%A4?%C3%B6=%C3%BC")]
    [InlineData("https://app.example.com", "https://app.example.com/")]
    [InlineData("https://APP.example.com/x?y", "https://app.example.com/x?y")]
    [InlineData("https://app.example.com:443/x", "https://app.example.com/x")]
    [InlineData("https://other.example.com:8443/x", "https://other.example.com:8443/x")]
    [InlineData("http://localhost:5173/x", "http://localhost:5173/x")]
    public void Local_paths_and_configured_hosts_pass(string asked, string safe) => _urls.Safe(asked).ShouldBe(safe);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(" /x")]
    [InlineData("//evil.com")]
    [InlineData("///evil.com")]
    [InlineData("/\\evil.com")]
    [InlineData("\\\\evil.com")]
    [InlineData("/x\\..\\..\\evil.com")]
    [InlineData("/\t/evil.com")]
    [InlineData("/\n/evil.com")]
    [InlineData("/x\r\nSet-Cookie: a=b")]
    [InlineData("/\u0000/evil.com")]
    [InlineData("/..//evil.com")]
    [InlineData("/x/..//evil.com")]
    [InlineData("/.//evil.com")]
    [InlineData("/%2e%2e//evil.com")]
    [InlineData("/%2Fevil.com")]
    [InlineData("/%5Cevil.com")]
    [InlineData("/%5cevil.com")]
    [InlineData("https://evil.com")]
    [InlineData("https://evil.com/app.example.com")]
    [InlineData("https://app.example.com.evil.com")]
    [InlineData("https://app.example.com@evil.com")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://app.example.com:8443/")]
    [InlineData("https://other.example.com/")]
    [InlineData("http://app.example.com/")]
    [InlineData("https:app.example.com")]
    [InlineData("https:///app.example.com.evil.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    public void All_else_falls_to_the_start_page(string? asked) => _urls.Safe(asked).ShouldBe("/");

    [Fact]
    public void What_is_too_long_falls_too() => _urls.Safe("/" + new string('x', 3000)).ShouldBe("/");

    [Theory]
    [InlineData("app.example.com", true)]
    [InlineData("localhost:5173", true)]
    [InlineData("https://app.example.com", false)]
    [InlineData("app.example.com/x", false)]
    [InlineData("user@app.example.com", false)]
    [InlineData("*.example.com", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_host_is_checked_at_start(string? host, bool good) =>
        new SignInOptions { ReturnUrlHosts = [host!] }.Check("Gateway:SignIn").Select(fault => fault.Key).ShouldBe(good ? [] : ["Gateway:SignIn:ReturnUrlHosts:0"]);
}
