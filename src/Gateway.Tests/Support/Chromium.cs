using Microsoft.Playwright;

namespace Gateway.Tests.Support;

/// <summary>A real browser of this machine, without a window. Each person in it has cookies of their own.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Name = "chromium";
    private const int Patience = 30_000; // ms; only a failure waits that long

    // It is to talk to this machine only. Whoever runs the tests in a container is root there, and Chromium refuses root its sandbox.
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it, or skips the test where there is none.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable("GATEWAY_TEST_CHROMIUM") ?? Executables.Find(Name);
        Assert.SkipUnless(path is not null, $"{Name} is not on PATH, and GATEWAY_TEST_CHROMIUM names no other browser");
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments }));
    }

    /// <summary>A browser with nothing in it, as on <paramref name="device"/> (Playwright has a list), or else on this machine.</summary>
    public async Task<IPage> NewBrowserAsync(string? device = null)
    {
        var context = await _browser.NewContextAsync(device is null ? new() : _playwright.Devices[device]);
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
