using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>Everything that can be wrong in a callback is 400 <c>sign_in_failed</c> and opens nothing.</summary>
public sealed class FailedSignIns
{
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

        await world.ShouldFailAsync(await world.Browser.GetAsync("/auth/callback" + query));
        world.Server.Calls.ShouldNotContain("/token");
    }

    [Fact]
    public async Task A_state_of_another_browser()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = await world.ToCallbackAsync();
        using var victim = new Browser(world.Gateway.Address);

        await world.ShouldFailAsync(await victim.GetAsync(callback.ToString()));

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

        await world.ShouldFailAsync(await world.Browser.GetAsync(callback.ToString()));
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
        await world.ShouldFailAsync(await world.SignInAsync());
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
        await world.ShouldFailAsync(await world.SignInAsync("/api/page"));

        var page = await world.Browser.GetAsync((await world.ToCallbackAsync("/api/page?a=\"><b>")).ToString(), Browser.AsPage);

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

        await world.ShouldFailAsync(await world.SignInAsync());
    }
}
