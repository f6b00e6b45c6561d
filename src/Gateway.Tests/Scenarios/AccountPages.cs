using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary><c>/auth/account</c>, as a browser without a script sees it: links, forms and redirects.</summary>
public sealed partial class AccountPages
{
    private const string Policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static readonly (string, string)[] Navigating = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task It_shows_the_devices_under_a_policy_that_allows_no_script(StoreKind store)
    {
        await using var world = await StartAsync(store);
        var page = await world.Browser.GetAsync("/auth/account", Navigating);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.Headers.GetValues("Content-Security-Policy").ShouldBe([Policy]);
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("<html lang=\"en\">");
        html.ShouldContain("name=\"viewport\"");
        html.ShouldContain("demo@example.com");
        Regex.Count(html, "<h1>").ShouldBe(1);
        Regex.Count(html, "this device</span>").ShouldBe(1);
        Regex.Count(html, "<li>").ShouldBe(2);
        html.ShouldNotContain("<script");
        html.ShouldNotContain("style=");
        Regex.Count(html, @"\son\w+=").ShouldBe(0);
        Buttons().Matches(html).Select(button => Tags().Replace(button.Groups["text"].Value, "")).ShouldBeUnique(); // so that a screen reader's list of them tells them apart
    }

    [Theory, EveryStore]
    public async Task Each_button_leads_back_by_a_303_and_does_what_it_says(StoreKind store)
    {
        await using var world = await StartAsync(store);
        using var third = world.NewBrowser();
        await SignInAsync(third, "third");
        var forms = Forms().Matches(await HtmlAsync(world.Browser)).Select(form => form.Groups["action"].Value).ToList();
        forms.Count.ShouldBe(5); // one for each other device, all others, all, this one

        var ended = await PostAsync(world.Browser, forms[0]);
        ended.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        ended.Headers.Location!.OriginalString.ShouldBe("/auth/account?done");
        (await HtmlAsync(world.Browser, "/auth/account?done")).ShouldContain("role=\"status\"");
        (await PostAsync(world.Browser, forms[0])).StatusCode.ShouldBe(HttpStatusCode.SeeOther); // pressed twice
        await (await third.GetAsync("/api")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");

        (await PostAsync(world.Browser, "/auth/account/devices/end-others")).Headers.Location!.OriginalString.ShouldBe("/auth/account?done");
        Regex.Count(await HtmlAsync(world.Browser), "<li>").ShouldBe(1);

        var signedOut = await PostAsync(world.Browser, "/auth/account/sign-out");
        signedOut.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        signedOut.Headers.Location!.OriginalString.ShouldBe("/auth/account/signed-out");
        signedOut.ClearsCookie().ShouldBeTrue();
        (await HtmlAsync(world.Browser, "/auth/account/signed-out")).ShouldContain("href=\"/sign-in\"");
        (await world.RecordsAsync()).Count.ShouldBe(1); // of the one that did not show up again
    }

    [Theory, EveryStore]
    public async Task Everywhere_is_here_too(StoreKind store)
    {
        await using var world = await StartAsync(store);

        var answer = await PostAsync(world.Browser, "/auth/account/devices/end-all");

        answer.Headers.Location!.OriginalString.ShouldBe("/auth/account/signed-out");
        answer.ClearsCookie().ShouldBeTrue();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, EveryStore]
    public async Task Without_a_session_it_leads_to_sign_in_and_back(StoreKind store)
    {
        await using var world = await World.StartAsync(store, settings => settings["Gateway:SignIn:Page"] = "/sign-in");

        var page = await world.Browser.GetAsync("/auth/account", Navigating);
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.OriginalString.ShouldBe("/sign-in?return_url=%2Fauth%2Faccount");
        (await PostAsync(world.Browser, "/auth/account/devices/end-others")).Headers.Location!.OriginalString.ShouldBe("/auth/account/signed-out");
    }

    // A browser says of itself what it likes. Fails when a name is written as it is.
    [Theory]
    [InlineData("<script>alert(1)<")]
    [InlineData("\"><img")]
    [InlineData("'onfocus='x")]
    [InlineData("&lt;script&gt;")]
    public async Task A_hostile_name_of_a_device_is_text(string name)
    {
        await using var world = await StartAsync(StoreKind.Redis);
        var database = world.Store.Connect(world.Gateway).GetDatabase();
        foreach (var record in await world.RecordsAsync())
            await database.HashSetAsync(record, [new("device_name", name), new("ip", name), new("email", "demo@example.com")]);

        var html = await HtmlAsync(world.Browser);

        html.ShouldNotContain(name);
        html.ShouldContain(WebUtility.HtmlEncode(name).Replace("&#39;", "&#x27;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hostile_User_Agent_is_text()
    {
        await using var world = await StartAsync(StoreKind.Embedded);
        await SignInAsync(world.Browser, "<svg onload=alert(1)>/1.0");

        var html = await HtmlAsync(world.Browser);

        html.ShouldContain("&lt;svg");
        html.ShouldNotContain("<svg");
    }

    [Fact]
    public async Task Its_style_sheet_is_asked_for_again_but_not_sent_again()
    {
        await using var world = await StartAsync(StoreKind.Embedded);
        var path = Stylesheet().Match(await HtmlAsync(world.Browser)).Groups["path"].Value;

        var first = await world.Browser.GetAsync(path);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
        (await first.Content.ReadAsStringAsync(Cancellation)).ShouldContain("prefers-color-scheme: dark");
        var second = await world.Browser.GetAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task It_lies_under_another_base_path_with_all_its_forms()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Account:BasePath"] = "/my/own");
        await world.SignInAsync();

        var html = await HtmlAsync(world.Browser, "/my/own/account");

        Forms().Matches(html).Select(form => form.Groups["action"].Value).ShouldBe(["/my/own/account/sign-out"]);
        (await world.Browser.GetAsync(Stylesheet().Match(html).Groups["path"].Value)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<World> StartAsync(StoreKind store)
    {
        var world = await World.StartAsync(store, settings => settings["Gateway:SignIn:Page"] = "/sign-in");
        await SignInAsync(world.Browser, "first");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await SignInAsync(world.NewBrowser(), "second");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        return world;
    }

    private static async Task SignInAsync(Browser browser, string userAgent)
    {
        var body = JsonContent.Create(new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
        (await browser.SendAsync(HttpMethod.Post, "/login", body, ("User-Agent", userAgent))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> PostAsync(Browser browser, string path) =>
        browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent([]), Navigating);

    private static async Task<string> HtmlAsync(Browser browser, string path = "/auth/account") =>
        await (await browser.GetAsync(path, Navigating)).EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation);

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]+)\">", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Forms();

    [GeneratedRegex("<button>(?<text>.*?)</button>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Buttons();

    [GeneratedRegex("<[^>]+>", RegexOptions.None, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("rel=\"stylesheet\" href=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stylesheet();
}
