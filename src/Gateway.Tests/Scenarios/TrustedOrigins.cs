using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>A frontend on another origin: what its browser must be told (CORS, Fetch standard) so that its script may read answers.</summary>
public sealed class TrustedOrigins
{
    private const string Trusted = "https://app.example.com";
    private const string Stranger = "https://evil.example";

    [Theory]
    [InlineData("/auth/session", "GET")]
    [InlineData("/auth/devices", "DELETE")]
    [InlineData("/auth/devices/0123456789012345678901", "DELETE")]
    [InlineData("/auth/sign-out", "POST")]
    [InlineData("/login", "POST")]
    [InlineData("/api/orders", "PUT")] // a preflight carries no cookie, so it must not be asked for a session
    [InlineData("/optional/x", "PATCH")]
    public async Task A_preflight_is_answered_here(string path, string method)
    {
        await using var world = await StartAsync();

        var answer = await PreflightAsync(world, path, method, Trusted);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Allowed(answer).ShouldBe([Trusted]);
        answer.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
        answer.Headers.GetValues("Access-Control-Allow-Methods").ShouldBe([method]);
        answer.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["content-type,x-own"]);
        answer.Headers.GetValues("Access-Control-Max-Age").ShouldBe(["600"]);
        answer.Headers.Vary.ShouldContain("Origin");
        world.Api.Requests.ShouldBeEmpty();
    }

    // YARP's own word on a route, which is an error where nobody acts on it.
    [Theory]
    [InlineData("Default")]
    [InlineData("Disable")]
    public async Task A_route_may_name_a_policy_also_where_nobody_is_trusted(string policy)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Routes:public:CorsPolicy"] = policy);

        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_strangers_preflight_gets_nothing_of_ours()
    {
        await using var world = await StartAsync();

        Allowed(await PreflightAsync(world, "/auth/devices", "DELETE", Stranger)).ShouldBeEmpty();
        (await PreflightAsync(world, "/api/orders", "PUT", Stranger)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Answers_of_ours_can_be_read()
    {
        await using var world = await StartAsync();

        foreach (var path in new[] { "/auth/session", "/api", "/auth/devices" })
            Allowed(await world.Browser.GetAsync(path, ("Origin", Trusted))).ShouldBe([Trusted], path);
        await (await world.Browser.GetAsync("/api", ("Origin", Trusted))).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        Allowed(await world.Browser.GetAsync("/api", ("Origin", Stranger))).ShouldBeEmpty();
        (await world.Browser.GetAsync("/api")).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task So_can_the_rest_of_an_outage()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Expire();
        await world.Auth.GoOfflineAsync();

        var answer = await world.Browser.GetAsync("/api", ("Origin", Trusted));

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        Allowed(answer).ShouldBe([Trusted]);
        answer.Headers.GetValues("Access-Control-Expose-Headers").ShouldBe(["Retry-After"]);
    }

    // Two Access-Control-Allow-Origin are as good as none. Fails when ours is added to the destination's.
    [Fact]
    public async Task A_destinations_own_word_about_a_trusted_origin_is_replaced_and_all_else_of_it_stays()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Api.AnswerNext(Cors("*"), Cors(Stranger));

        var trusted = await world.Browser.GetAsync("/api", ("Origin", Trusted));
        Allowed(trusted).ShouldBe([Trusted]);
        trusted.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
        trusted.Headers.GetValues("Access-Control-Expose-Headers").ShouldBe(["X-Total"]);
        trusted.Headers.Vary.ShouldBe(["Accept", "Origin"]);

        Allowed(await world.Browser.GetAsync("/api", ("Origin", Stranger))).ShouldBe([Stranger]); // that is for the destination to say
    }

    [Fact]
    public async Task A_sign_in_from_there_passes_its_cookie_on()
    {
        await using var world = await StartAsync();

        var answer = await world.Browser.SendAsync(
            HttpMethod.Post,
            "/login",
            System.Net.Http.Json.JsonContent.Create(new { email = "demo@example.com", password = "demo" }),
            ("Origin", Trusted),
            ("Sec-Fetch-Site", "cross-site")
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Allowed(answer).ShouldBe([Trusted]);
        answer.SetsCookie().ShouldBeTrue();
    }

    [Fact]
    public async Task A_route_can_keep_out_of_it_by_YARPs_own_word()
    {
        await using var world = await StartAsync(settings => settings["ReverseProxy:Routes:public:CorsPolicy"] = "Disable");
        world.Api.AnswerNext(Cors("*"), Cors("*"));

        Allowed(await world.Browser.GetAsync("/public", ("Origin", Trusted))).ShouldBe(["*"]);
        Allowed(await world.Browser.GetAsync("/public", ("Origin", Stranger))).ShouldBe(["*"]);
    }

    private static DestinationAnswer Cors(string origin) =>
        new() { Headers = [new("Access-Control-Allow-Origin", origin), new("Access-Control-Expose-Headers", "X-Total"), new("Vary", "Accept")] };

    private static Task<HttpResponseMessage> PreflightAsync(World world, string path, string method, string origin) =>
        world.Browser.SendAsync(
            HttpMethod.Options,
            path,
            null,
            ("Origin", origin),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "content-type,x-own")
        );

    private static string[] Allowed(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? [.. values] : [];

    private static Task<World> StartAsync(Action<Dictionary<string, string?>>? change = null) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Protection:TrustedOrigins:0"] = Trusted;
                change?.Invoke(settings);
            }
        );
}
