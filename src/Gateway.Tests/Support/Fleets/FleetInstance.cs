using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Demo.AuthServer;
using Gateway.Tests.Support.Faults;

namespace Gateway.Tests.Support.Fleets;

/// <summary>One gateway process, its own ways to the store and to the auth server, and the person's browser as a balancer leads it there.</summary>
public sealed class FleetInstance : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly List<Browser> _formerBrowsers = [];

    private FleetInstance(string name, FaultProxy redis, FaultProxy auth, IReadOnlyDictionary<string, string?> settings) =>
        (Name, Redis, Auth, _settings) = (name, redis, auth, settings);

    public string Name { get; }

    public FaultProxy Redis { get; }

    public FaultProxy Auth { get; }

    public GatewayProcess Process { get; private set; } = null!;

    public Browser Browser { get; private set; } = null!;

    public static async Task<FleetInstance> StartAsync(string name, FaultProxy redis, FaultProxy auth, IReadOnlyDictionary<string, string?> settings)
    {
        var instance = new FleetInstance(name, redis, auth, settings);
        instance.Process = await GatewayProcess.StartAsync(instance._directory.Path, settings);
        instance.Browser = new Browser(instance.Process.Address);
        return instance;
    }

    /// <summary>Starts it again after it has ended, at another address.</summary>
    public async Task RestartAsync()
    {
        Process.HasExited.ShouldBeTrue();
        await Process.DisposeAsync();
        Process = await GatewayProcess.StartAsync(_directory.Path, _settings);
        _formerBrowsers.Add(Browser); // its requests may still be failing
        Browser = new Browser(Process.Address) { DeviceId = Browser.DeviceId };
    }

    public async Task SignInAsync()
    {
        using var answer = await Browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Asks for something that wants a session, and takes every answer as it is, none as well.</summary>
    public Task<Reply> AskAsync() => AskAsync(browser => browser.GetAsync("/api"));

    public Task<Reply> SignOutAsync() => AskAsync(browser => browser.PostAsync("/auth/sign-out"));

    /// <summary>When the access token ends, as this instance knows it.</summary>
    public async Task<DateTimeOffset> AccessExpiryAsync()
    {
        using var answer = await Browser.GetAsync("/auth/session");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("access_expiry").GetDateTimeOffset();
    }

    public override string ToString() => Name;

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _formerBrowsers.Append(Browser))
            browser.Dispose();
        await Process.DisposeAsync();
        await Redis.DisposeAsync();
        await Auth.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<Reply> AskAsync(Func<Browser, Task<HttpResponseMessage>> send)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            using var answer = await send(Browser);
            var text = await answer.Content.ReadAsStringAsync();
            return new Reply
            {
                From = this,
                Status = answer.StatusCode,
                Says = answer.Content.Headers.ContentType?.MediaType is "application/problem+json" ? JsonDocument.Parse(text).RootElement.GetProperty("reason").GetString() : text,
                SetsCookie = answer.SetsCookie(),
                RetryAfter = answer.Headers.RetryAfter?.Delta,
                Took = TimeProvider.System.GetElapsedTime(start),
            };
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return new Reply { From = this, Error = $"{error.GetType().Name}: {error.GetBaseException().Message}", Took = TimeProvider.System.GetElapsedTime(start) };
        }
    }
}
