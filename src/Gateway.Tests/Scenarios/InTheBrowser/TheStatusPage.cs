using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Tests.Scenarios.InTheBrowser;

/// <summary>The page of operators, in a real browser, over what a real gateway has just lived through.</summary>
[Collection(typeof(RunsAlone))]
public sealed class TheStatusPage
{
    private const int Minutes = 45;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // GATEWAY_TEST_SCREENSHOT names a file that the page is to be drawn into, such as the one of the README.
    [Fact]
    public async Task It_asks_for_the_key_and_shows_how_things_are_and_what_changes()
    {
        await using var chromium = await Chromium.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                AdminClient.Allow(settings);
                settings["Gateway:Redis:Configuration"] = redis.Configuration;
                settings["Gateway:Redis:Timeout"] = "00:00:01";
                settings["Serilog:MinimumLevel:Default"] = "Warning"; // the page shows these
            }
        );
        await LiveAsync(world);
        var page = await chromium.NewBrowserAsync();
        List<string> errors = [];
        page.Console += (_, message) => errors.Add(message.Text);
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync($"{AdminClient.AddressOf(world.Gateway)}");
        await page.GetByLabel("Admin key").FillAsync("not-the-key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show status" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That is not the key.");
        errors.ShouldAllBe(error => error.Contains("401", StringComparison.Ordinal)); // the browser's own word for the wrong key
        errors.Clear();
        await page.GetByLabel("Admin key").FillAsync(AdminClient.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show status" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("All is well");
        await Expect(page.Locator("#sessions .figure")).ToHaveTextAsync("3");
        await Expect(page.Locator("#sessions dl")).ToContainTextAsync("ended: signed out");
        await Expect(page.Locator("#refreshes .figure")).ToHaveTextAsync($"{world.Auth.Counters.RefreshCalls.Value}");
        (await page.Locator("#requests svg rect").CountAsync()).ShouldBeGreaterThan(Minutes / 2);
        await Expect(page.Locator("#servers tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#servers")).ToContainTextAsync("default");
        await Expect(page.Locator("#servers")).ToContainTextAsync($"{world.Auth.Counters.RefreshCalls.Value} granted");
        await Expect(page.Locator("#routes")).ToContainTextAsync("Required");
        await Expect(page.Locator("#store .figure")).ToHaveTextAsync("reachable");
        if (Environment.GetEnvironmentVariable("GATEWAY_TEST_SCREENSHOT") is { Length: > 0 } file)
            await page.ScreenshotAsync(new() { Path = file, FullPage = true });

        // It is live: the next look tells of the store, and the log's line of it is there.
        await redis.KillAsync();
        world.Time.Advance(TimeSpan.FromSeconds(31));
        await world.Browser.GetAsync("/api");
        await Expect(page.Locator("#store .figure")).ToHaveTextAsync("away");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("the store does not answer");
        await Expect(page.Locator("#problems li").First).ToContainTextAsync("Gateway.");
        errors.ShouldBeEmpty();
        (await page.ContentAsync()).ShouldNotContain(AdminClient.Key);
    }

    // Three people for three quarters of an hour, and a fourth who leaves.
    private static async Task LiveAsync(World world)
    {
        List<Browser> people = [world.Browser, world.NewBrowser(), world.NewBrowser(), world.NewBrowser()];
        foreach (var person in people)
            await world.SignInAsync(person);
        (await people[3].PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var minute = 0; minute < Minutes; minute++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
            for (var request = 0; request < 3 + (minute * 7 % 11); request++)
                (await people[request % 3].GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await world.FlightsLandedAsync();
        }
        foreach (var person in people.Skip(1))
            person.Dispose();
    }

    [Fact]
    public async Task The_page_tells_nothing_without_the_key()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var client = new HttpClient { BaseAddress = AdminClient.AddressOf(world.Gateway) };

        var page = await client.GetAsync("/", Cancellation);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        foreach (var path in new[] { "/", "/status.css", "/status.js" })
            (await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation)).ShouldNotContain(world.Auth.Address.Authority);
        (await client.GetAsync("/status", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Browser.GetAsync("/status")).StatusCode.ShouldBe(HttpStatusCode.NotFound); // not on the public listener
    }
}
