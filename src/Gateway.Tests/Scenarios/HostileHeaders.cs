using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// What headers cannot do. Seen to fail with <c>ForgedHeaders</c> not inserted and with a <c>DeviceCookie</c> that strips its exact name only.
/// </summary>
public sealed class HostileHeaders(SignedInWorld signedIn) : IClassFixture<SignedInWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private World World => signedIn.World;

    [Theory]
    [InlineData("Connection: authorization")]
    [InlineData("Connection: cookie, authorization")]
    [InlineData("Connection: close, Authorization|Authorization: Bearer theirs")]
    [InlineData("Authorization: Bearer theirs|Authorization: Bearer theirs too")]
    [InlineData("authorization: bearer theirs|AUTHORIZATION: Basic dGhlaXJz")]
    [InlineData("Authorization: |aUTHORIZATION: theirs")]
    [InlineData("Authorization: Bearer theirs, Bearer theirs too")]
    public async Task The_destination_sees_one_authorization_and_that_is_ours(string lines)
    {
        RawHttp.StatusOf(await AskAsync("/api/x", [.. lines.Split('|'), $"Cookie: device_id={signedIn.DeviceId}"])).ShouldBe(200);

        var received = await World.Api.NextRequestAsync(Cancellation);
        received.Values("Authorization").ShouldBe([World.CurrentBearer]);
        received.Cookie.ShouldBeNull();
        received.Header("Connection").ShouldBeNull();
    }

    // Its answer is the request as it came, RFC 9110 section 9.3.8.
    [Fact]
    public async Task No_destination_is_asked_to_send_the_token_back()
    {
        RawHttp.StatusOf(await RawHttp.AskAsync(World.Gateway.Address, "TRACE /api/x", [$"Cookie: device_id={signedIn.DeviceId}"])).ShouldBe(405);

        World.Api.Requests.ShouldNotContain(request => request.Method == "TRACE");
    }

    [Theory]
    [InlineData("Cookie: device_id={0}", null)]
    [InlineData("Cookie: a=1|Cookie: device_id={0}|Cookie: b=2", "a=1; b=2")]
    [InlineData("Cookie: device_id={0}; a=1; device_id=another-one-that-is-well-formed", "a=1")]
    [InlineData("Cookie: Device_Id=another-one-that-is-well-formed; DEVICE_ID=x; device_id={0}", null)]
    [InlineData("COOKIE: a=1;device_id={0};b=2", "a=1; b=2")]
    [InlineData("Cookie:   device_id = {0}  ; a=1", "a=1")]
    [InlineData("Cookie: device_id=\"{0}\"; a=\"x\"", "a=\"x\"")]
    [InlineData("Cookie: a=1; =device_id={0}", "a=1")]
    [InlineData("Cookie: $Version=1; device_id={0}; $Path=/", "$Version=1; $Path=/")]
    public async Task Our_cookie_is_found_and_goes_no_further_however_it_is_written(string lines, string? forwarded)
    {
        RawHttp.StatusOf(await AskAsync("/api/x", Lines(lines))).ShouldBe(200);

        var received = await World.Api.NextRequestAsync(Cancellation);
        received.Cookie.ShouldBe(forwarded);
        received.Authorization.ShouldBe(World.CurrentBearer);
    }

    [Theory]
    [InlineData("Cookie: Device_Id={0}; a=1")]
    [InlineData("Cookie: DEVICE_ID={0}; a=1")]
    [InlineData("Cookie: device_id=short; DEVICE_ID={0}; a=1")]
    [InlineData("Cookie: a=1; device_id={0}x")]
    public async Task A_cookie_of_nearly_our_name_or_value_is_no_session_and_goes_no_further_either(string lines)
    {
        RawHttp.StatusOf(await AskAsync("/api/x", Lines(lines))).ShouldBe(401);
        foreach (var route in new[] { "/optional/x", "/public/x", "/sign-in/x" })
        {
            RawHttp.StatusOf(await AskAsync(route, Lines(lines))).ShouldBe(200);

            var received = await World.Api.NextRequestAsync(Cancellation);
            received.Path.ShouldBe(route);
            received.Cookie.ShouldBe("a=1");
            received.Authorization.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("/api/x")]
    [InlineData("/optional/x")]
    [InlineData("/public/x")]
    [InlineData("/sign-in/x")]
    public async Task What_only_proxies_may_say_is_not_believed_and_goes_no_further(string route)
    {
        string[] forged =
        [
            .. new[] { "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-Uri", "X-Forwarded-User", "X-Forwarded-Email" },
            .. new[] { "Forwarded", "FORWARDED", "X-Real-IP", "X-Original-URL", "X-Original-For", "X-Rewrite-URL", "x-forwarded-access-token" },
            .. new[] { "X_Forwarded_For", "x_forwarded-host", "X-Forwarded_Proto", "X_Real_IP", "X_Original_URL" },
        ];

        var answer = await AskAsync(route, [.. forged.Select(name => $"{name}: forged"), $"Cookie: device_id={signedIn.DeviceId}", "X-Other: kept", "Fine: kept"]);
        RawHttp.StatusOf(answer).ShouldBe(200);

        var received = await World.Api.NextRequestAsync(Cancellation);
        received.Headers.ShouldNotContain(header => header.Value.Contains("forged", StringComparison.Ordinal));
        received.Values("X-Forwarded-For").ShouldHaveSingleItem().ShouldBeOneOf("127.0.0.1", "::ffff:127.0.0.1", "::1");
        received.Header("X-Forwarded-Proto").ShouldBe("http");
        received.Header("X-Forwarded-Host").ShouldBe(World.Gateway.Address.Authority);
        received.Header("X-Other").ShouldBe("kept");
        received.Header("Fine").ShouldBe("kept");
    }

    // Fails when they are taken out of the copy alone: such a route copies later.
    [Fact]
    public async Task A_route_that_forwards_but_some_headers_forwards_no_forged_ones()
    {
        using var data = new TempDirectory();
        await using var gateway = await GatewayHost.StartAsync(
            new Dictionary<string, string?>(World.AllSettings)
            {
                ["ReverseProxy:Routes:public:Transforms:0:RequestHeadersCopy"] = "false",
                ["ReverseProxy:Routes:public:Transforms:1:RequestHeadersAllowed"] = "X-Real-IP;X-Original-URL;X-Other",
                ["Gateway:Redis:DataDirectory"] = data.Path,
            },
            World.Time
        );

        RawHttp.StatusOf(await RawHttp.AskAsync(gateway.Address, "GET /public/x", ["X-Real-IP: forged", "X-Original-URL: forged", "X-Other: kept", "X-Else: dropped"])).ShouldBe(200);

        var received = await World.Api.NextRequestAsync(Cancellation);
        received.Headers.ShouldNotContain(header => header.Value == "forged" || header.Value == "dropped");
        received.Header("X-Other").ShouldBe("kept");
    }

    [Theory]
    [InlineData("127.0.0.0/8", "203.0.113.9", "https", "app.example")]
    [InlineData("10.0.0.0/8", "127.0.0.1", "http", null)]
    public async Task Only_a_trusted_proxy_tells_the_address_the_scheme_and_the_host(string trusted, string address, string scheme, string? host)
    {
        using var data = new TempDirectory();
        await using var gateway = await GatewayHost.StartAsync(
            new Dictionary<string, string?>(World.AllSettings)
            {
                ["Gateway:Protection:TrustedProxies:0"] = trusted,
                ["Gateway:Redis:DataDirectory"] = data.Path,
            },
            World.Time
        );

        var answer = await RawHttp.AskAsync(
            gateway.Address,
            "GET /public/x",
            ["X-Forwarded-For: 198.51.100.7, 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: app.example", "X-Forwarded-Port: 666"]
        );
        RawHttp.StatusOf(answer).ShouldBe(200);

        var received = await World.Api.NextRequestAsync(Cancellation);
        received.Values("X-Forwarded-For").ShouldHaveSingleItem().ShouldEndWith(address);
        received.Header("X-Forwarded-Proto").ShouldBe(scheme);
        received.Header("X-Forwarded-Host").ShouldBe(host ?? gateway.Address.Authority);
        received.Header("X-Forwarded-Port").ShouldBeNull();
    }

    [Fact]
    public async Task What_a_route_says_of_itself_by_a_transform_of_YARP_is_kept()
    {
        using var data = new TempDirectory();
        await using var gateway = await GatewayHost.StartAsync(
            new Dictionary<string, string?>(World.AllSettings)
            {
                ["ReverseProxy:Routes:public:Transforms:0:RequestHeader"] = "X-Forwarded-Port",
                ["ReverseProxy:Routes:public:Transforms:0:Set"] = "443",
                ["Gateway:Redis:DataDirectory"] = data.Path,
            },
            World.Time
        );

        RawHttp.StatusOf(await RawHttp.AskAsync(gateway.Address, "GET /public/x", ["X-Forwarded-Port: 666"])).ShouldBe(200);

        (await World.Api.NextRequestAsync(Cancellation)).Header("X-Forwarded-Port").ShouldBe("443");
    }

    private string[] Lines(string lines) => lines.Replace("{0}", signedIn.DeviceId, StringComparison.Ordinal).Split('|');

    private Task<string> AskAsync(string path, params IEnumerable<string> headers) => RawHttp.AskAsync(World.Gateway.Address, $"GET {path}", headers);
}
