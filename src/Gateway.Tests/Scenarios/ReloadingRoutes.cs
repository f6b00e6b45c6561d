using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>Routes that change while the gateway runs, or starts.</summary>
public sealed class ReloadingRoutes
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when YARP reads its section itself: the route is there although the change was refused, or the key changes although the route was. The last
    // ones are found by a trial alone.
    [Theory]
    [InlineData("Gateway:Sessions:CacheSize", "many", "1000")]
    [InlineData("Gateway:Protection:TrustedOrigins:0", null, "https://app.example.com")]
    [InlineData("ReverseProxy:Routes:new:Metadata:Session", "Perhaps", "None")]
    [InlineData("ReverseProxy:Routes", "none", "")]
    [InlineData("ReverseProxy:Routes:new:Match:Path", "/new/{id:unknown}", "/new")]
    [InlineData("ReverseProxy:Routes:new:Match:Path", "/new/{id:range(a,b)}", "/new")]
    [InlineData("ReverseProxy:Routes:new:Match:Hosts:0", "one:two:three", "127.0.0.1")]
    [InlineData("ReverseProxy:Routes:new:Transforms:0:PathPattern", "/{a", "/a")]
    public async Task Routes_and_all_else_change_together_or_not_at_all(string key, string? wrong, string right)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var admin = new AdminClient(world.Gateway);
        (string, string?)[] change =
        [
            ("ReverseProxy:Routes:new:ClusterId", "api"),
            ("ReverseProxy:Routes:new:Match:Path", "/new"),
            ("ReverseProxy:Routes:new:Metadata:Session", "None"),
            ("Gateway:Admin:Key", AdminClient.AnotherKey),
            (key, wrong),
        ];

        (await world.ReloadAsync(change)).ShouldBe("refused");
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/new")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var routed = world.Gateway.Services.RoutesChangedAsync();
        (await world.ReloadAsync((key, right))).ShouldBe("taken");
        await routed;
        (await admin.GetAsync("/sessions/counts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Browser.GetAsync("/new")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when what was written between the reading of the routes and the first look is known from then on, though nobody acts on it.
    [Fact]
    public async Task A_change_while_the_gateway_starts_is_not_lost()
    {
        await using var api = await Destination.StartAsync();
        var time = new FakeTime();
        using var folder = new TempDirectory();
        await using var gateway = GatewayApplication.Create(
            ["--urls=http://127.0.0.1:0", $"--contentRoot={folder.Path}"],
            World.SettingsOf(api.Address, api.Address).Append(new("Serilog:MinimumLevel:Default", "Fatal")).Append(new("Serilog:MinimumLevel:Override:Microsoft", "Fatal")),
            services => services.AddSingleton<TimeProvider>(time)
        );
        gateway.Configuration["ReverseProxy:Routes:public:Match:Path"] = "/elsewhere";

        await gateway.StartCheckedAsync(Cancellation);
        var routed = gateway.Services.RoutesChangedAsync();
        await time.TimerStartedAsync(TimeSpan.FromMilliseconds(200), Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        time.Advance(TimeSpan.FromMilliseconds(200));
        await routed;

        using var browser = new Browser(new Uri(gateway.Urls.Single()));
        (await browser.GetAsync("/elsewhere")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await gateway.StopAsync(Cancellation);
    }
}
