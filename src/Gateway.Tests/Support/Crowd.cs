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
    private readonly int[] _refused = new int[People];
    private TaskCompletionSource _nextRefusal = NewSignal();
    private Awaited? _awaited;

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
        var users = Enumerable.Range(0, People).ToDictionary(EmailOf, _ => DemoAuthServerOptions.DemoPassword);
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
        var asking = Task.WhenAll(_browsers.Select((browser, number) => KeepAskingAsync(browser, number / Gateways.Count, happened.Task)));
        await happening();
        happened.SetResult(TimeProvider.System.GetUtcNow());
        await asking;
        _wrong.ShouldBeEmpty();
    }

    /// <summary>Signs a person in again until the record of their session is one that is wanted.</summary>
    public async Task SignInUntilAsync(int person, Func<string, Task<bool>> isWanted)
    {
        while (!await isWanted(RecordOf(person)))
            await SignInAsync(EmailOf(person), person);
    }

    /// <summary>Ends when one request more was answered with 503.</summary>
    public Task RefusedAsync()
    {
        var next = NewSignal();
        Volatile.Write(ref _nextRefusal, next);
        return next.Task.WaitAsync(Patience);
    }

    /// <summary>Ends when a person was served by a token that came after this was asked.</summary>
    public Task ServedAnewAsync(int person)
    {
        var awaited = new Awaited(person, TimeProvider.System.GetUtcNow(), NewSignal());
        Volatile.Write(ref _awaited, awaited);
        return awaited.Signal.Task.WaitAsync(Patience);
    }

    /// <summary>How many requests of a person were answered with 503.</summary>
    public int RefusalsOf(int person) => Volatile.Read(ref _refused[person]);

    /// <summary>How many sessions the store holds, counted now; null where not all of it answers.</summary>
    internal Task<SessionCounts?> CountAsync() => CountAsync(Gateways[0]);

    /// <summary>Nobody was signed out, no token was used twice, and what one gateway ends the other does not serve any more.</summary>
    public async Task ShouldBeWellAsync()
    {
        Auth.Counters.ReusesDetected.Value.ShouldBe(0);
        Auth.Counters.FamiliesEnded.Value.ShouldBe(0);
        Auth.Counters.RefreshesRefused.Value.ShouldBe(0);
        foreach (var gateway in Gateways)
        {
            await gateway.StoreIsBackAsync();
            (await CountedAsync(gateway)).Sessions.ShouldBe(People);
        }

        var heard = Gateways[1].NextChangeOfAsync(RecordOf(0));
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

    // A census of its own, for the gateway's remembers what it counted, and that it could not count.
    private static async Task<SessionCounts?> CountAsync(GatewayHost gateway)
    {
        using var census = ActivatorUtilities.CreateInstance<SessionCensus>(gateway.Services);
        return await census.CountAsync();
    }

    // Who was moved to a new primary can ask it before the client's view of the whole Cluster, which is renewed every second, knows of it.
    private static async Task<SessionCounts> CountedAsync(GatewayHost gateway)
    {
        var start = TimeProvider.System.GetTimestamp();
        SessionCounts? counts;
        while ((counts = await CountAsync(gateway)) is null)
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience);
            await Task.Delay(50);
        }
        return counts;
    }

    private static T Service<T>(GatewayHost gateway)
        where T : notnull => gateway.Services.GetRequiredService<T>();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string EmailOf(int person) => $"person{person}@example.com";

    private string RecordOf(int person) => Service<SessionKeys>(Gateways[0]).Record(DeviceId.Parse(_browsers[person * Gateways.Count].DeviceId!)!.Value);

    private async Task SignInAsync(string email, int number)
    {
        var own = _browsers[(number * Gateways.Count)..((number + 1) * Gateways.Count)];
        (await own[0].PostJsonAsync("/login", new { email, password = DemoAuthServerOptions.DemoPassword })).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var browser in own)
            browser.DeviceId = own[0].DeviceId;
    }

    private async Task KeepAskingAsync(Browser browser, int person, Task<DateTimeOffset> happened)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await browser.GetAsync("/api");
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode is HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null)
            {
                Interlocked.Increment(ref _refused[person]);
                Volatile.Read(ref _nextRefusal).TrySetResult();
            }
            else if (answer.StatusCode is not HttpStatusCode.OK || answer.SetsCookie())
                _wrong.Enqueue($"{answer.StatusCode} {text}");
            else if (happened.IsCompleted && IssuedAt(text) > await happened)
                return;
            else if (Volatile.Read(ref _awaited) is { } awaited && awaited.Person == person && IssuedAt(text) > awaited.After)
                awaited.Signal.TrySetResult();
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                _wrong.Enqueue($"after {Patience}: {answer.StatusCode} {text}");
            if (!_wrong.IsEmpty)
                return;
            await Task.Delay(50);
        }
    }

    private sealed record Awaited(int Person, DateTimeOffset After, TaskCompletionSource Signal);

    private static DateTimeOffset IssuedAt(string authorization) =>
        new(new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(authorization["Bearer ".Length..]).IssuedAt, TimeSpan.Zero);
}
