using System.Net;
using System.Text.Json;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What passes on a SignIn route, what becomes a session, and under which id.</summary>
public sealed class SigningIn
{
    [Theory, EveryStore]
    public async Task A_wrong_password_passes_unchanged_and_sets_no_cookie(StoreKind store)
    {
        await using var world = await World.StartAsync(store);

        var answer = await world.Browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = "wrong" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"detail":"Invalid credentials"}""");
        answer.SetsCookie().ShouldBeFalse();
        (await world.RecordsAsync()).ShouldBeEmpty();
    }

    [Theory, EveryStore]
    public async Task A_presented_device_id_is_never_adopted(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        const string planted = "an-id-that-an-attacker-planted-and-knows-000";
        world.Browser.DeviceId = planted;

        await world.SignInAsync();

        world.Browser.DeviceId.ShouldNotBe(planted);
        using var attacker = world.NewBrowser();
        attacker.DeviceId = planted;
        await (await attacker.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
    }

    [Theory, EveryStore]
    public async Task Signing_in_again_replaces_the_browsers_session_and_leaves_its_auth_server_alone(StoreKind store)
    {
        await using var world = await World.StartAsync(store);
        await world.SignInAsync();
        using var before = world.NewBrowser();
        before.DeviceId = world.Browser.DeviceId;
        (await before.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await world.SignInAsync();

        await (await before.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.RecordsAsync()).Count.ShouldBe(1);
        world.Auth.Counters.SignOuts.Value.ShouldBe(0);
    }

    [Theory, EveryStore]
    public async Task The_oldest_session_ends_when_a_user_has_too_many(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:Sessions:MaxPerUser"] = "2");
        var browsers = new[] { world.NewBrowser(), world.NewBrowser(), world.NewBrowser() };
        foreach (var browser in browsers)
        {
            await world.SignInAsync(browser);
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        (await browsers[0].GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browsers[1].GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browsers[2].GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Token_fields_go_and_all_else_of_the_answer_stays()
    {
        await using var world = await WithApiAsAuthServerAsync();
        world.Api.AnswerNext(
            new DestinationAnswer
            {
                Headers = [new("X-Kept", "yes"), new("Set-Cookie", "theme=dark; Path=/"), new("Set-Cookie", "device_id=planted; Path=/"), new("Access-Control-Allow-Origin", "*")],
                Body = $$"""{"user":{"name":"Ann"},"access_token":"opaque-access","refresh_token":"opaque-refresh","token_type":"bearer","roles":["a"]}""",
            }
        );

        var answer = await world.Browser.PostJsonAsync("/sign-in-here", new { email = "ann@example.com" });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        body.EnumerateObject().Select(property => property.Name).ShouldNotContain("access_token");
        body.EnumerateObject().Select(property => property.Name).ShouldNotContain("refresh_token");
        body.GetProperty("user").GetProperty("name").GetString().ShouldBe("Ann");
        answer.Headers.GetValues("X-Kept").ShouldBe(["yes"]);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        world.Browser.CookieNames.Order().ShouldBe(["device_id", "theme"]);
        world.Browser.DeviceId.ShouldNotBe("planted");
    }

    [Fact]
    public async Task A_2xx_without_a_token_passes_unchanged()
    {
        await using var world = await WithApiAsAuthServerAsync();
        world.Api.AnswerNext(new DestinationAnswer { Body = """{"mfa_required":true}""" });

        var answer = await world.Browser.PostJsonAsync("/sign-in-here", new { email = "ann@example.com" });

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"mfa_required":true}""");
        answer.SetsCookie().ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"access_token":"a\u0000b"}""")]
    [InlineData("""{"access_token":"a\r\nX-Injected: 1"}""")]
    [InlineData("""{"access_token":"caf\u00e9"}""")]
    public async Task A_token_that_is_no_header_value_is_refused_and_nothing_of_it_passes(string body)
    {
        await using var world = await WithApiAsAuthServerAsync();
        world.Api.AnswerNext(new DestinationAnswer { Body = body });

        var answer = await world.Browser.PostJsonAsync("/sign-in-here", new { email = "ann@example.com" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        answer.SetsCookie().ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("Injected");
    }

    [Fact]
    public async Task An_answer_too_large_to_be_looked_into_does_not_pass()
    {
        await using var world = await WithApiAsAuthServerAsync();
        world.Api.AnswerNext(new DestinationAnswer { Body = $$"""{"padding":"{{new string('x', 2 << 20)}}","access_token":"secret-token"}""" });

        var answer = await world.Browser.PostJsonAsync("/sign-in-here", new { email = "ann@example.com" });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task The_email_of_the_request_is_known_and_the_request_arrives_as_it_was_sent()
    {
        await using var world = await WithApiAsAuthServerAsync();
        world.Api.AnswerNext(new DestinationAnswer { Body = """{"access_token":"opaque"}""" });

        await world.Browser.PostFormAsync("/sign-in-here", ("username", "ann@example.com"), ("password", "p&=ä"));

        (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Body.ShouldBe("username=ann%40example.com&password=p%26%3D%C3%A4");
        var session = JsonDocument.Parse(await (await world.Browser.GetAsync("/auth/session")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        session.GetProperty("email").GetString().ShouldBe("ann@example.com");
    }

    [Fact]
    public async Task A_large_upload_on_a_sign_in_route_arrives_whole()
    {
        await using var world = await WithApiAsAuthServerAsync();
        var large = new string('x', 300_000);

        (await world.Browser.PostJsonAsync("/sign-in-here", new { note = large })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Body.ShouldContain(large);
    }

    private static Task<World> WithApiAsAuthServerAsync() =>
        World.StartAsync(StoreKind.Embedded, settings => World.AddRoute(settings, "sign-in-here", "api", "/sign-in-here", "SignIn"));
}
