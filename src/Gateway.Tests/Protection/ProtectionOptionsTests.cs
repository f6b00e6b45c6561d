using Gateway.Devices;
using Gateway.Protection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Protection;

public sealed class ProtectionOptionsTests
{
    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("http://localhost:5173")]
    [InlineData("https://[::1]:8443")]
    [InlineData("https://APP.example.com:443")]
    public void An_origin_is_scheme_host_and_perhaps_a_port(string origin) => Faults(origin).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com?x")]
    [InlineData("https://*.example.com")]
    [InlineData("https://me@app.example.com")]
    [InlineData("ftp://app.example.com")]
    [InlineData("https://")]
    [InlineData("https://app.example.com:port")]
    public void All_else_is_a_fault_with_its_key(string origin) =>
        Faults("https://a.example", origin).ShouldBe([$"Gateway:Protection:TrustedOrigins:1: {(origin.Contains('@') ? "what is written there" : $"'{origin}'")} is no origin such as https://app.example.com: scheme, host and perhaps a port, no path"]);

    [Theory]
    [InlineData(SameSiteMode.Lax, "example.com", "https://app.example.com", null)]
    [InlineData(SameSiteMode.Lax, "api.example.com", "https://app.example.com", null)] // the same site, whatever the cookie's domain
    [InlineData(SameSiteMode.Lax, null, "https://app.example.com", null)] // our own site is not known
    [InlineData(SameSiteMode.Lax, "example.com", "https://app.other.org", "https://app.other.org, but Gateway:Devices:SameSite is Lax")]
    [InlineData(SameSiteMode.Strict, null, "https://a.example.com https://b.example.com https://c.other.org", "https://c.other.org, but Gateway:Devices:SameSite is Strict")]
    [InlineData(SameSiteMode.None, null, "https://app.other.org", "Secure is Auto")]
    [InlineData(SameSiteMode.None, null, "", null)]
    public void Origins_that_will_come_without_the_cookie_are_told(SameSiteMode sameSite, string? domain, string origins, string? told)
    {
        var log = new Lines();

        SameSiteWarning.Warn(Options(origins.Split(' ')), new DevicesOptions { SameSite = sameSite, Domain = domain }, log);

        if (told is null)
            log.ShouldBeEmpty();
        else
            log.ShouldHaveSingleItem().ShouldContain(told);
    }

    private static ProtectionOptions Options(params string[] origins) => new() { TrustedOrigins = origins };

    private static IEnumerable<string> Faults(params string[] origins) => Options(origins).Check("Gateway:Protection").Select(fault => fault.ToString());

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
