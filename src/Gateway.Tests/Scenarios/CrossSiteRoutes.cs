using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What a page of another site makes a browser send to proxied routes. Each fails when its route is built without <c>CrossSiteRefusal</c>.</summary>
public sealed class CrossSiteRoutes
{
    private const string Trusted = "https://app.example.com";
    private static readonly (string, string)[] Evil = [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")];

    [Theory]
    [InlineData("POST", "/api/orders")]
    [InlineData("PUT", "/api/orders")]
    [InlineData("PATCH", "/api/orders")]
    [InlineData("DELETE", "/api/orders")]
    [InlineData("PURGE", "/api/orders")] // what is unknown may change something
    [InlineData("POST", "/optional/orders")]
    [InlineData("POST", "/login")] // it would sign the person in as somebody else
    [InlineData("POST", "/logout")]
    public async Task What_may_change_something_is_refused_and_not_forwarded(string method, string path)
    {
        await using var world = await StartAsync();

        foreach (var headers in new[] { Evil, [("Origin", "https://evil.example")] })
        {
            var answer = await world.Browser.SendAsync(new HttpMethod(method), path, null, headers);
            (await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "cross_site_request")).GetProperty("detail").GetString()!.ShouldContain("https://evil.example");
            answer.SetsCookie().ShouldBeFalse();
        }

        world.Api.Requests.ShouldBeEmpty();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when it is asked of unsafe methods alone: some auth servers look at the fields and not at the method.
    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    public async Task No_method_signs_a_person_in_for_a_page_of_another_site(string method)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => World.AddRoute(settings, "sign-in-here", "api", "/sign-in-here", "SignIn"));
        world.Api.Answer = _ => new DestinationAnswer { Body = """{"access_token":"theirs","refresh_token":"theirs-too"}""" };

        var answer = await world.Browser.SendAsync(new HttpMethod(method), "/sign-in-here?user=eve", null, Evil);

        await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "cross_site_request");
        answer.SetsCookie().ShouldBeFalse();
        (await world.RecordsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("GET")]
    public async Task A_sign_out_is_no_look(string method)
    {
        await using var world = await StartAsync();

        (await world.Browser.SendAsync(new HttpMethod(method), "/logout", null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/api/orders")]
    [InlineData("HEAD", "/api/orders")]
    [InlineData("OPTIONS", "/optional/orders")]
    [InlineData("POST", "/public/orders")] // no session has to do with it
    [InlineData("POST", "/hooks/orders")] // opted out
    public async Task All_else_passes(string method, string path)
    {
        await using var world = await StartAsync();

        (await world.Browser.SendAsync(new HttpMethod(method), path, null, Evil)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("same-origin", null)]
    [InlineData("same-site", "https://other.example.com")]
    [InlineData("cross-site", Trusted)]
    [InlineData(null, Trusted)]
    [InlineData(null, null)] // no browser
    public async Task Own_pages_trusted_ones_and_programs_pass(string? site, string? origin)
    {
        await using var world = await StartAsync();
        var headers = new (string Name, string? Value)[] { ("Sec-Fetch-Site", site), ("Origin", origin) };

        var answer = await world.Browser.SendAsync(HttpMethod.Post, "/api/orders", null, [.. headers.Where(header => header.Value is not null).Select(header => (header.Name, header.Value!))]);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Nobody asks a page for CORS before a WebSocket, and it reads what it gets.
    [Theory]
    [InlineData("/api/live", "https://evil.example", 403)]
    [InlineData("/api/live", "null", 403)]
    [InlineData("/optional/live", "https://evil.example", 403)]
    [InlineData("/api/live", Trusted, 200)]
    [InlineData("/api/live", "{own}", 200)]
    [InlineData("/hooks/live", "https://evil.example", 200)]
    [InlineData("/public/live", "https://evil.example", 200)]
    public async Task A_WebSocket_is_opened_by_own_and_trusted_pages_only(string path, string origin, int status)
    {
        await using var world = await StartAsync();
        var own = world.Gateway.Address.GetLeftPart(UriPartial.Authority);

        // The destination here answers 200 to what wants an upgrade: what counts is whether it is asked.
        var answer = await RawHttp.ExchangeAsync(
            world.Gateway.Address,
            $"GET {path} HTTP/1.1\r\nHost: {world.Gateway.Address.Authority}\r\nCookie: device_id={world.Browser.DeviceId}\r\nOrigin: {origin.Replace("{own}", own, StringComparison.Ordinal)}\r\n"
                + "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );

        RawHttp.StatusOf(answer).ShouldBe(status);
        world.Api.Requests.Count.ShouldBe(status is 403 ? 0 : 1);
    }

    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Protection:TrustedOrigins:0"] = Trusted;
                World.AddRoute(settings, "hooks", "api", "/hooks/{**rest}", null);
                settings["ReverseProxy:Routes:hooks:Metadata:CrossSite"] = "Allow";
            }
        );
        await world.SignInAsync();
        return world;
    }
}
