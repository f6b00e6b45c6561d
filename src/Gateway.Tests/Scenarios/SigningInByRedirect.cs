using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Scenarios;

/// <summary>OpenID Connect code flow, from the link to the page.</summary>
public sealed class SigningInByRedirect
{
    private static readonly (string, string)[] AsPage = [("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task A_person_signs_in_and_is_back_where_they_came_from(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        (await world.Browser.GetAsync("/api/page?x=1", AsPage)).Headers.Location!.ToString().ShouldBe("/auth/sign-in?return_url=%2Fapi%2Fpage%3Fx%3D1");

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

    [Theory, EveryStore]
    public async Task Tabs_sign_in_at_once_and_each_is_back_at_its_own_page(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        var callbacks = new[] { await world.ToCallbackAsync("/api/a"), await world.ToCallbackAsync("/api/b"), await world.ToCallbackAsync("/api/c") };

        foreach (var (callback, page) in callbacks.Reverse().Zip(["/api/c", "/api/b", "/api/a"]))
            (await world.Browser.GetAsync(callback.ToString())).Headers.Location!.ToString().ShouldBe(page);

        world.Browser.CookieNames.ShouldBe(["device_id", "device_id_sign_in"], ignoreOrder: true);
        (await world.Browser.GetAsync("/api/a")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User))!.Count.ShouldBe(1, "each sign-in of a browser replaces the one before");
    }

    // Fails when each callback replaces no other session than the one that its own cookie names.
    [Theory, EveryStore]
    public async Task Tabs_that_come_back_at_once_leave_one_session_and_end_no_other_device(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store, change: settings => settings["Gateway:Sessions:MaxPerUser"] = "20");
        var phone = world.NewBrowser();
        await world.SignInAsync(browser: phone);
        for (var round = 0; round < 5; round++)
        {
            await world.Browser.PostAsync("/auth/sign-out");
            var callbacks = new List<Uri>();
            for (var tab = 0; tab < 6; tab++)
                callbacks.Add(await world.ToCallbackAsync($"/api/{tab}"));

            var answers = await Task.WhenAll(callbacks.Select(callback => world.Browser.GetAsync(callback.ToString())));

            answers.Select(answer => answer.Headers.Location!.ToString()).ShouldBe(Enumerable.Range(0, 6).Select(tab => $"/api/{tab}"));
            (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User))!.Count.ShouldBe(2, $"round {round}");
        }
        (await phone.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
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
    public async Task A_request_is_pushed_where_the_server_takes_that()
    {
        await using var world = await OpenIdWorld.StartAsync(server: time => OpenIdServer.New(time, pushed: true));

        var begun = await world.Browser.GetAsync("/auth/sign-in");

        begun.Headers.Location!.Query.ShouldMatch("^\\?client_id=gateway&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A[0-9a-f]+$");
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
        world.Server.LastRequest["code_challenge_method"].ShouldBe("S256");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_call_is_signed_with_a_private_key_in_the_place_of_a_secret(bool isCurve)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        SecurityKey key = isCurve ? new ECDsaSecurityKey(curve) : new RsaSecurityKey(rsa);
        await using var world = await OpenIdWorld.StartAsync(
            server: time => OpenIdServer.New(time, pushed: true, clientKey: key),
            change: settings =>
            {
                settings.Remove("Gateway:AuthServers:default:ClientSecret");
                settings["Gateway:AuthServers:default:ClientKey"] = isCurve ? curve.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem();
            }
        );

        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
        world.Time.Advance(TimeSpan.FromMinutes(6));
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe("Bearer access-2");
        await world.Browser.PostAsync("/auth/sign-out");

        await world.Server.RevokedAsync("refresh-2").WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_revokes_its_token_and_tells_where_to_end_it_there()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings => settings["Gateway:AuthServers:default:PostLogoutRedirectUri"] = "https://app.example.com/bye");
        await world.SignInAsync();

        var answer = await world.Browser.PostAsync("/auth/sign-out");

        var url = new Uri(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("sign_out_url").GetString()!);
        url.GetLeftPart(UriPartial.Path).ShouldBe($"{world.Server.Issuer}/end");
        url.Query.ShouldMatch("^\\?id_token_hint=[\\w-]+\\.[\\w-]+\\.[\\w-]+&client_id=gateway&post_logout_redirect_uri=https%3A%2F%2Fapp.example.com%2Fbye$");
        await world.Server.RevokedAsync("refresh-1").WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_form_of_a_page_is_led_there_at_once()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();

        var answer = await world.Browser.SendAsync(HttpMethod.Post, "/auth/sign-out", null, AsPage);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().ShouldStartWith($"{world.Server.Issuer}/end?id_token_hint=");
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
