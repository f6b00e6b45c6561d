using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What a page of another site makes a browser send to the gateway's own endpoints.</summary>
public sealed class CrossSiteRequests
{
    private const string Trusted = "https://app.example.com";

    public static TheoryData<string, string> Unsafe =>
        new()
        {
            { "POST", "/auth/sign-out" },
            { "DELETE", "/auth/devices" },
            { "DELETE", "/auth/devices?all=true" },
            { "DELETE", "/auth/devices/0123456789012345678901" },
            { "POST", "/auth/account/devices/0123456789012345678901/end" },
            { "POST", "/auth/account/devices/end-others" },
            { "POST", "/auth/account/devices/end-all" },
            { "POST", "/auth/account/sign-out" },
        };

    // Fails for an endpoint that is mapped beside the guarded group.
    [Theory, MemberData(nameof(Unsafe))]
    public async Task Each_endpoint_that_changes_something_refuses_it(string method, string path)
    {
        await using var world = await StartAsync();

        foreach (var headers in new (string, string)[][] { [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")], [("Origin", "https://evil.example")], [("Origin", "null")] })
        {
            var answer = await world.Browser.SendAsync(new HttpMethod(method), path, null, headers);
            var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "cross_site_request");
            if (headers[^1].Item2 is not "null")
                problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("https://evil.example");
            answer.SetsCookie().ShouldBeFalse();
        }
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true, "same-origin", null)]
    [InlineData(true, "same-site", "https://other.example.com")]
    [InlineData(true, "none", null)]
    [InlineData(true, "cross-site", Trusted)]
    [InlineData(true, null, null)] // no browser
    [InlineData(true, null, Trusted)]
    [InlineData(true, null, "https://APP.example.com:443")]
    [InlineData(true, null, "{own}")]
    [InlineData(false, "cross-site", null)]
    [InlineData(false, "cross-site", "{own}")] // it knows better than the header that it sends beside it
    [InlineData(false, "nonsense", null)]
    [InlineData(false, "", null)]
    [InlineData(false, null, "http://app.example.com")] // another scheme is another origin
    [InlineData(false, null, "https://app.example.com.evil.example")]
    [InlineData(false, null, "https://app.example.com:8443")]
    [InlineData(false, null, "https://evil.example, https://app.example.com")]
    [InlineData(false, null, "http://127.0.0.1")] // another port of this very host
    [InlineData(false, null, "garbage")]
    public async Task Browsers_say_where_a_request_comes_from(bool passes, string? site, string? origin)
    {
        await using var world = await StartAsync();
        var own = world.Gateway.Address.GetLeftPart(UriPartial.Authority);
        var headers = new (string Name, string? Value)[] { ("Sec-Fetch-Site", site), ("Origin", origin?.Replace("{own}", own)) };

        var answer = await world.Browser.SendAsync(HttpMethod.Delete, "/auth/devices", null, [.. headers.Where(header => header.Value is not null).Select(header => (header.Name, header.Value!))]);

        answer.StatusCode.ShouldBe(passes ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden);
    }

    // Fails when the address that the gateway listens on is held against the origin, or a proxy's word is taken from anybody.
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.NoContent)]
    [InlineData("192.0.2.7", HttpStatusCode.Forbidden)]
    public async Task Its_own_host_is_the_one_that_a_trusted_proxy_names(string proxy, HttpStatusCode expected)
    {
        await using var world = await StartAsync(settings => settings["Gateway:Protection:TrustedProxies:0"] = proxy);

        var answer = await world.Browser.SendAsync(
            HttpMethod.Delete,
            "/auth/devices",
            null,
            ("Origin", "https://www.example.com"),
            ("X-Forwarded-For", "203.0.113.9"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "www.example.com")
        );

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task To_look_is_no_change()
    {
        await using var world = await StartAsync();

        foreach (var path in new[] { "/auth/session", "/auth/devices", "/auth/account" })
            (await world.Browser.GetAsync(path, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<World> StartAsync(Action<Dictionary<string, string?>>? change = null)
    {
        var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Protection:TrustedOrigins:0"] = Trusted;
                change?.Invoke(settings);
            }
        );
        await world.SignInAsync();
        return world;
    }
}
