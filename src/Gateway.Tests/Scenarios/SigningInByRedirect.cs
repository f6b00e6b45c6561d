using System.Net;
using System.Text.Json;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>OpenID Connect code flow, from the link to the page.</summary>
public sealed class SigningInByRedirect
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task A_person_signs_in_and_is_back_where_they_came_from(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        (await world.Browser.GetAsync("/api/page?x=1", Browser.AsPage)).Headers.Location!.ToString().ShouldBe("/auth/sign-in?return_url=%2Fapi%2Fpage%3Fx%3D1");

        var answer = await world.SignInAsync("/api/page?x=1");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        answer.Headers.Location!.ToString().ShouldBe("/api/page?x=1");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        world.Browser.CookieNames.ShouldBe(["device_id", "device_id_sign_in"], ignoreOrder: true);
        (await world.Browser.GetAsync("/api/page?x=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe("Bearer access-1");
        var session = await SessionAsync(world.Browser);
        session.GetProperty("user").GetString().ShouldBe(OpenIdServer.User);
        session.GetProperty("email").GetString().ShouldBe("user@example.com");
        session.GetProperty("sign_in_url").GetString().ShouldBe("/auth/sign-in");
        world.Server.LastRequest["scope"].ShouldBe("openid email offline_access");
        world.Server.LastRequest["state"].Length.ShouldBe(22);
    }

    [Fact]
    public async Task A_callback_that_was_used_leads_a_signed_in_browser_to_its_page()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = await world.ToCallbackAsync("/api/page");
        await world.Browser.GetAsync(callback.ToString());

        var again = await world.Browser.GetAsync(callback.ToString());
        var foreign = await world.Browser.GetAsync("/auth/callback?code=x&state=AAAAAAAAAAAAAAAAAAAAAA");

        again.Headers.Location!.ToString().ShouldBe("/api/page");
        foreign.Headers.Location!.ToString().ShouldBe("/");
        world.Server.Calls.Count(call => call is "/token").ShouldBe(1);
    }

    [Fact]
    public async Task Of_several_auth_servers_a_person_chooses_one()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            foreach (var (key, value) in settings.Where(setting => setting.Key.StartsWith("Gateway:AuthServers:default", StringComparison.Ordinal)).ToList())
            {
                settings.Remove(key);
                settings[key.Replace(":default:", ":work:", StringComparison.Ordinal)] = value;
                settings[key.Replace(":default:", ":home:", StringComparison.Ordinal)] = value;
            }
            settings["Gateway:AuthServers:home:ClientId"] = "another";
        });

        var choice = await (await world.Browser.GetAsync("/auth/sign-in?return_url=/api/%22%3E")).Content.ReadAsStringAsync(Cancellation);
        var unknown = await world.Browser.GetAsync("/auth/sign-in/nobody");
        var begun = await world.Browser.GetAsync("/auth/sign-in/Work?return_url=/api/page");
        var asked = await world.Browser.GetAsync(begun.Headers.Location!.ToString());
        var ended = await world.Browser.GetAsync(asked.Headers.Location!.ToString());

        choice.ShouldContain("<a href=\"/auth/sign-in/work?return_url=%2Fapi%2F%2522%253E\">work</a>");
        choice.ShouldContain("/auth/sign-in/home?");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ended.Headers.Location!.ToString().ShouldBe("/api/page");
        (await world.Service<SessionDirectory>().OfUserAsync("work", OpenIdServer.User))!.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_Strict_cookie_goes_on_by_a_page_for_a_redirect_would_not_take_it_along()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings => settings["Gateway:Devices:SameSite"] = "Strict");

        var answer = await world.SignInAsync("/api/page?a=1&b=2");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("<meta http-equiv=\"refresh\" content=\"0;url=/api/page?a=1&amp;b=2\">");
    }

    // Browsers drop a cookie that breaks what its name promises (RFC 6265bis section 4.1.3.2). Fails when the state's cookie has the device cookie's prefix.
    [Fact]
    public async Task Every_cookie_keeps_the_promise_of_its_prefix()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings => settings["Gateway:Devices:CookieName"] = "__Host-device_id");
        var begun = await world.Browser.GetAsync("/auth/sign-in");
        var ended = await world.SignInAsync();

        string[] set = [.. begun.Headers.GetValues("Set-Cookie"), .. ended.Headers.GetValues("Set-Cookie")];

        set.ShouldContain(cookie => cookie.StartsWith("__Host-device_id=", StringComparison.Ordinal));
        set.ShouldContain(cookie => cookie.StartsWith("device_id_sign_in.", StringComparison.Ordinal));
        set.ShouldContain(cookie => cookie.StartsWith("device_id_sign_in=", StringComparison.Ordinal));
        foreach (var cookie in set.Where(cookie => cookie.StartsWith("__Host-", StringComparison.Ordinal)))
            cookie.ToLowerInvariant().Split("; ").ShouldBeSubsetOf([cookie.Split("; ")[0].ToLowerInvariant(), "path=/", "secure", "httponly", "samesite=lax"]);
    }

    [Fact]
    public async Task One_instance_goes_on_with_what_another_began()
    {
        await using var world = await OpenIdWorld.StartAsync(StoreKind.Redis);
        var other = await world.AddInstanceAsync();
        var callback = await world.ToCallbackAsync();

        var answer = await world.Browser.GetAsync(new Uri(other.Address, callback.PathAndQuery).ToString(), ("Host", callback.Authority));

        answer.Headers.Location!.ToString().ShouldBe("/api/page");
    }

    private static async Task<JsonElement> SessionAsync(Browser browser) =>
        JsonDocument.Parse(await (await browser.GetAsync("/auth/session")).Content.ReadAsStringAsync(Cancellation)).RootElement;
}
