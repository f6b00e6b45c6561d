using Demo;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Scenarios.InTheBrowser;

/// <summary>The demo as people meet it: a real browser, the page, the real gateway, ten-second tokens.</summary>
[Collection(typeof(RunsAlone))]
public sealed class TheDemo : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private Chromium _chromium = null!;
    private DemoHost _demo = null!;

    public async ValueTask InitializeAsync()
    {
        _chromium = await Chromium.StartAsync();
        _demo = await DemoHost.StartAsync([$"--urls=http://localhost:{FreePort.Next()}", $"--Gateway:Redis:DataDirectory={_data.Path}"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
            await _demo.DisposeAsync();
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_person_signs_in_on_two_browsers_and_ends_one_from_the_other()
    {
        var laptop = await OpenAsync();
        await laptop.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ShouldBeSignedInAsync(laptop);
        await ShouldSeeTheTokenChangeAsync(laptop);
        await ShouldHoldNothingAsync(laptop);

        var phone = await OpenAsync("Pixel 7");
        await SignInThereAsync(phone);
        await ShouldBeSignedInAsync(phone);
        await Expect(laptop.Locator("#notice")).ToContainTextAsync("Chrome on Android");
        await Expect(phone.Locator("#notice")).ToBeHiddenAsync();

        await laptop.GetByRole(AriaRole.Link, new() { Name = "See your devices" }).ClickAsync();
        var devices = laptop.GetByRole(AriaRole.Listitem);
        await Expect(devices).ToHaveCountAsync(2);
        await Expect(devices.Filter(new() { HasText = "This device" })).ToContainTextAsync("Chrome on Linux");
        await devices.Filter(new() { HasText = "Chrome on Android" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(devices).ToHaveCountAsync(1);
        await Expect(phone.Locator("#notice")).ToContainTextAsync("This session has ended");
        await ShouldBeSignedOutAsync(phone);

        await laptop.GotoAsync($"{_demo.Address}");
        await laptop.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ShouldBeSignedOutAsync(laptop);
    }

    [Fact]
    public async Task Who_is_signed_in_at_the_auth_server_is_not_asked_again_until_they_sign_out()
    {
        var browser = await OpenAsync();
        await SignInThereAsync(browser);
        await ShouldBeSignedInAsync(browser);

        // A second tab signs in anew, without a form; the first one goes on with the new session.
        var tab = await browser.Context.NewPageAsync();
        await tab.GotoAsync($"{_demo.Address}auth/sign-in?return_url=%2F");
        await ShouldBeSignedInAsync(tab);
        await ShouldBeSignedInAsync(browser);

        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ShouldBeSignedOutAsync(tab);
        await ShouldBeSignedOutAsync(browser);
        tab.Url.ShouldBe($"{_demo.Address}"); // it was at the auth server in between, and is signed out there too
        await ShouldBeAskedThereAsync(tab);
    }

    [Fact]
    public async Task A_sign_out_on_the_devices_page_reaches_the_auth_server()
    {
        var browser = await OpenAsync();
        await SignInThereAsync(browser);
        await ShouldBeSignedInAsync(browser);

        await browser.GetByRole(AriaRole.Link, new() { Name = "Your devices" }).ClickAsync();
        await browser.GetByRole(AriaRole.Button, new() { Name = "Sign out on this device" }).ClickAsync();

        await ShouldBeSignedOutAsync(browser);
        await ShouldBeAskedThereAsync(browser);
    }

    private async Task<IPage> OpenAsync(string? device = null)
    {
        var page = await _chromium.NewBrowserAsync(device);
        await page.GotoAsync($"{_demo.Address}");
        return page;
    }

    private static async Task SignInThereAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in at the auth server" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in to the demo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private async Task ShouldBeAskedThereAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in at the auth server" }).ClickAsync();
        await Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        new Uri(page.Url).Port.ShouldBe(_demo.AuthServer.Address.Port);
    }

    private static async Task ShouldBeSignedInAsync(IPage page) => await Expect(page.Locator("#who")).ToHaveTextAsync(DemoAuthServerOptions.DemoEmail);

    private static async Task ShouldBeSignedOutAsync(IPage page)
    {
        await Expect(page.Locator("#signed-out")).ToBeVisibleAsync();
        await Expect(page.Locator("#signed-in")).ToBeHiddenAsync();
    }

    private static async Task ShouldSeeTheTokenChangeAsync(IPage page)
    {
        await page.GetByLabel("every second").CheckAsync();
        var token = page.Locator("#api-jti");
        await Expect(token).Not.ToBeEmptyAsync();
        var first = await token.TextContentAsync();
        await Expect(token).Not.ToHaveTextAsync(first!);
        await Expect(page.Locator("#api-status")).ToContainTextAsync("200");
        await Expect(page.Locator("#api-cookie")).ToHaveTextAsync("did not arrive");
    }

    private static async Task ShouldHoldNothingAsync(IPage page)
    {
        (await page.EvaluateAsync<string>("document.cookie")).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length")).ShouldBe(0);
        var cookie = (await page.Context.CookiesAsync()).ShouldHaveSingleItem();
        cookie.ShouldSatisfyAllConditions(
            () => cookie.Name.ShouldBe("device_id"),
            () => cookie.HttpOnly.ShouldBeTrue(),
            () => cookie.SameSite.ShouldBe(SameSiteAttribute.Lax)
        );
    }
}
