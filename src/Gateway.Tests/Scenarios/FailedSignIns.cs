using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>Everything that can be wrong in a callback is 400 <c>sign_in_failed</c> and opens nothing; what is only away is 503, and recovers by itself.</summary>
public sealed class FailedSignIns
{
    private static readonly (string, string)[] AsPage = [("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?code=x")]
    [InlineData("?code=x&state=")]
    [InlineData("?code=x&state=AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?code=x&state=%00%0d%0a")]
    [InlineData("?code=x&state=AAAAAAAAAAAAAAAAAAAAAA&state=BBBBBBBBBBBBBBBBBBBBBB")]
    [InlineData("?error=access_denied&state=AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_callback_that_nobody_began(string query)
    {
        await using var world = await OpenIdWorld.StartAsync();

        await ShouldFailAsync(world, await world.Browser.GetAsync("/auth/callback" + query));
        world.Server.Calls.ShouldNotContain("/token");
    }

    [Fact]
    public async Task A_state_of_another_browser()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = await world.ToCallbackAsync();
        using var victim = new Browser(world.Gateway.Address);

        await ShouldFailAsync(world, await victim.GetAsync(callback.ToString()));

        victim.DeviceId.ShouldBeNull();
        world.Server.Calls.ShouldNotContain("/token");
    }

    [Fact]
    public async Task A_state_that_was_used_before()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = await world.ToCallbackAsync();
        await world.Browser.GetAsync(callback.ToString());
        await world.Browser.PostAsync("/auth/sign-out");

        await ShouldFailAsync(world, await world.Browser.GetAsync(callback.ToString()));
        world.Server.Calls.Count(call => call is "/token").ShouldBe(1);
    }

    [Fact]
    public async Task Two_callbacks_with_one_state_at_once_redeem_one_code()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = (await world.ToCallbackAsync()).ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Browser.GetAsync(callback)));

        answers.Count(answer => answer.Headers.Location?.ToString() is "/api/page").ShouldBeGreaterThanOrEqualTo(1);
        world.Server.Calls.Count(call => call is "/token").ShouldBe(1);
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("iss", "https://other.example.com")]
    [InlineData("iss", null)]
    [InlineData("aud", "another-client")]
    [InlineData("aud", null)]
    [InlineData("azp", "another-client")]
    [InlineData("exp", -120L)]
    [InlineData("exp", null)]
    [InlineData("nbf", 120L)]
    // The next two fail when nobody looks when it was issued.
    [InlineData("iat", 120L)]
    [InlineData("iat", 9_000_000_000_000_000_000L)]
    [InlineData("iat", "text")]
    [InlineData("iat", null)]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_id_token_with_a_wrong_claim(string claim, object? value)
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.IdToken = claims =>
        {
            claims.Remove(claim);
            if (value is not null)
                claims[claim] = value is long and < 1_000_000 and var seconds ? world.Time.GetUtcNow().ToUnixTimeSeconds() + seconds : value;
        };

        await ShouldFailAsync(world, await world.SignInAsync());
    }

    [Fact]
    public async Task An_id_token_for_several_clients_that_does_not_say_who_asked()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.IdToken = claims => claims["aud"] = new[] { OpenIdServer.ClientId, "another" };
        await ShouldFailAsync(world, await world.SignInAsync());

        world.Server.IdToken = claims => (claims["aud"], claims["azp"]) = (new[] { OpenIdServer.ClientId, "another" }, OpenIdServer.ClientId);
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Fact]
    public async Task An_id_token_that_nobody_signed()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.SignsNothing = true;

        await ShouldFailAsync(world, await world.SignInAsync());
    }

    [Theory]
    [InlineData("https://other.example.com", false)]
    [InlineData("https://other.example.com", true)]
    [InlineData(null, true)]
    public async Task A_callback_of_another_issuer(string? issuer, bool isPromised)
    {
        await using var world = await OpenIdWorld.StartAsync(server: time => OpenIdServer.New(time, tellsIssuer: isPromised));
        world.Server.Callback = callback =>
        {
            callback.Remove("iss");
            if (issuer is not null)
                callback["iss"] = issuer;
        };
        await ShouldFailAsync(world, await world.SignInAsync());
        world.Server.Calls.ShouldNotContain("/token");

        world.Server.Callback = callback => callback["iss"] = world.Server.Issuer;
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Theory]
    [InlineData("access_denied")]
    [InlineData("<script>alert(1)</script>")]
    public async Task The_person_or_the_server_says_no_and_there_is_a_way_back(string error)
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.Callback = callback =>
        {
            callback.Remove("code");
            (callback["error"], callback["error_description"]) = (error, "<b>words of others</b>");
        };
        await ShouldFailAsync(world, await world.SignInAsync("/api/page"));

        var page = await world.Browser.GetAsync((await world.ToCallbackAsync("/api/page?a=\"><b>")).ToString(), AsPage);

        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; ");
        page.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("href=\"/auth/sign-in/default?return_url=%2Fapi%2Fpage%3Fa%3D%2522%253E%253Cb%253E\"");
        html.ShouldNotContain("script");
        html.ShouldNotContain("words of others");
    }

    [Fact]
    public async Task A_code_that_the_server_refuses()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.Callback = callback => callback["code"] = "another";

        await ShouldFailAsync(world, await world.SignInAsync());
    }

    [Fact]
    public async Task An_answer_without_an_id_token()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.GivesIdTokens = false;

        await ShouldFailAsync(world, await world.SignInAsync());
    }

    [Fact]
    public async Task The_gateway_starts_while_the_server_is_away_and_sign_in_recovers_by_itself()
    {
        await using var world = await OpenIdWorld.StartAsync(isOffline: true);

        var away = await world.Browser.GetAsync("/auth/sign-in");
        var page = await world.Browser.GetAsync("/auth/sign-in", AsPage);
        await world.Server.GoOnlineAsync();

        await away.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        away.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Fact]
    public async Task A_server_that_goes_away_before_the_callback_is_503_and_a_new_sign_in_works_when_it_is_back()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = await world.ToCallbackAsync();
        await world.Server.GoOfflineAsync();

        var away = await world.Browser.GetAsync(callback.ToString());
        await world.Server.GoOnlineAsync();

        await away.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Fact]
    public async Task Without_the_store_nothing_begins_and_nothing_ends()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            settings["Gateway:Redis:Configuration"] = $"127.0.0.1:{FreePort.Next()}";
            settings["Gateway:Redis:Timeout"] = "00:00:00.100";
        });

        await (await world.Browser.GetAsync("/auth/sign-in")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await world.Browser.GetAsync("/auth/callback?code=x&state=AAAAAAAAAAAAAAAAAAAAAA")).ShouldBeProblemAsync(
            HttpStatusCode.ServiceUnavailable,
            "session_store_unavailable"
        );
        var page = await world.Browser.GetAsync("/auth/sign-in", AsPage);
        (page.StatusCode, page.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.ServiceUnavailable, "text/html"));
        var logout = await world.LogOutAsync(world.Server.LogoutToken());
        logout.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static async Task ShouldFailAsync(OpenIdWorld world, HttpResponseMessage answer)
    {
        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "sign_in_failed");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        world.Browser.DeviceId.ShouldBeNull();
    }
}
