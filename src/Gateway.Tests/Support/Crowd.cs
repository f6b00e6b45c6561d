using System.Collections.Concurrent;
using System.Net;
using Demo.AuthServer;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Support;

/// <summary>
/// People who are signed in at two gateways on one Redis and ask again and again, each at both, while their tokens, which live for seconds, are refreshed and
/// rotated by the real clock. Their auth server ends the family of a refresh token that comes twice.
/// </summary>
public sealed class Crowd : IAsyncDisposable
{
    private const int People = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly Destination _api;
    private readonly Browser[] _browsers;
    private int _refused;

    private Crowd(DemoAuthServer auth, Destination api, GatewayHost[] gateways)
    {
        (Auth, _api, Gateways) = (auth, api, gateways);
        _browsers = [.. Enumerable.Range(0, People * gateways.Length).Select(number => new Browser(gateways[number % gateways.Length].Address))];
    }

    public DemoAuthServer Auth { get; }

    public IReadOnlyList<GatewayHost> Gateways { get; }

    /// <summary>Signed in, each at one gateway.</summary>
    public static async Task<Crowd> StartAsync(string redis)
    {
        var users = Enumerable.Range(0, People).ToDictionary(number => $"person{number}@example.com", _ => DemoAuthServerOptions.DemoPassword);
        var auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { Users = users, AccessTokenLifetime = TimeSpan.FromSeconds(3) }, TimeProvider.System);
        var api = await Destination.StartAsync();
        api.Answer = request => new DestinationAnswer { ContentType = "text/plain", Body = request.Authorization ?? "" };
        var settings = World.SettingsOf(auth.Address, api.Address);
        settings["Gateway:Redis:Configuration"] = redis;
        settings["Gateway:Redis:Timeout"] = "00:00:02";
        var crowd = new Crowd(auth, api, await Task.WhenAll(GatewayHost.StartAsync(settings), GatewayHost.StartAsync(settings)));
        await Task.WhenAll(users.Keys.Select((email, number) => crowd.SignInAsync(email, number)));
        return crowd;
    }

    /// <summary>Asks until everybody was served once more after <paramref name="happening"/>, which is done while they ask, and by a token that came after it.</summary>
    public async Task AskDuringAsync(Func<Task> happening)
    {
        var happened = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = Task.WhenAll(_browsers.Select(browser => KeepAskingAsync(browser, happened.Task)));
        await happening();
        happened.SetResult(TimeProvider.System.GetUtcNow());
        await asking;
        _wrong.ShouldBeEmpty();
    }

    /// <summary>Ends when so many requests more were answered with 503.</summary>
    public async Task RefusedAsync(int more)
    {
        var (until, start) = (Volatile.Read(ref _refused) + more, TimeProvider.System.GetTimestamp());
        while (Volatile.Read(ref _refused) < until && TimeProvider.System.GetElapsedTime(start) < Patience)
            await Task.Delay(20);
        Volatile.Read(ref _refused).ShouldBeGreaterThanOrEqualTo(until);
    }

    /// <summary>Nobody was signed out, no token was used twice, and what one gateway ends the other does not serve any more.</summary>
    public async Task ShouldBeWellAsync()
    {
        Auth.Counters.ReusesDetected.Value.ShouldBe(0);
        Auth.Counters.FamiliesEnded.Value.ShouldBe(0);
        Auth.Counters.RefreshesRefused.Value.ShouldBe(0);
        foreach (var gateway in Gateways)
        {
            while (Service<SubscriptionEpoch>(gateway).Current is SubscriptionEpoch.None)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            (await Service<SessionCensus>(gateway).CountAsync())!.Sessions.ShouldBe(People);
        }

        var record = Service<SessionKeys>(Gateways[1]).Record(DeviceId.Parse(_browsers[0].DeviceId!)!.Value);
        var heard = Gateways[1].NextChangeOfAsync(record);
        (await _browsers[0].PostAsync("/auth/sign-out")).IsSuccessStatusCode.ShouldBeTrue();
        await heard.WaitAsync(Patience);
        (await _browsers[1].GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            browser.Dispose();
        foreach (var gateway in Gateways)
            await gateway.DisposeAsync();
        await _api.DisposeAsync();
        await Auth.DisposeAsync();
    }

    private static T Service<T>(GatewayHost gateway)
        where T : notnull => gateway.Services.GetRequiredService<T>();

    private async Task SignInAsync(string email, int number)
    {
        var own = _browsers[(number * Gateways.Count)..((number + 1) * Gateways.Count)];
        (await own[0].PostJsonAsync("/login", new { email, password = DemoAuthServerOptions.DemoPassword })).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var browser in own)
            browser.DeviceId = own[0].DeviceId;
    }

    private async Task KeepAskingAsync(Browser browser, Task<DateTimeOffset> happened)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await browser.GetAsync("/api");
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode is HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null)
                Interlocked.Increment(ref _refused);
            else if (answer.StatusCode is not HttpStatusCode.OK || answer.SetsCookie())
                _wrong.Enqueue($"{answer.StatusCode} {text}");
            else if (happened.IsCompleted && IssuedAt(text) > await happened)
                return;
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                _wrong.Enqueue($"after {Patience}: {answer.StatusCode} {text}");
            if (!_wrong.IsEmpty)
                return;
            await Task.Delay(50);
        }
    }

    private static DateTimeOffset IssuedAt(string authorization) =>
        new(new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(authorization["Bearer ".Length..]).IssuedAt, TimeSpan.Zero);
}
