using System.Net;
using System.Text;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;

namespace Gateway.Tests.Fuzz;

/// <summary>
/// The same by way of the real gateway, with real sockets and a real store: no 500, no request that hangs, and no token of one session for another's cookie.
/// </summary>
public sealed class GatewayFuzz(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RawServer _auth = new();
    private readonly RawServer _odd = new();
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private World _world = null!;
    private int _number;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_world is not null)
            await _world.DisposeAsync();
        _auth.Dispose();
        _odd.Dispose();
    }

    [Theory, InlineData("Sealed"), InlineData("Plain")]
    public async Task Nothing_makes_it_fail_or_take_one_for_another(string format)
    {
        _world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Sessions:Format"] = format;
                settings["Gateway:AuthServers:default:BaseAddress"] = _auth.Address.ToString();
                settings["ReverseProxy:Clusters:auth:Destinations:one:Address"] = _auth.Address.ToString();
                settings["ReverseProxy:Clusters:odd:Destinations:one:Address"] = _odd.Address.ToString();
                World.AddRoute(settings, "odd", "odd", "/odd/{**rest}", null);
            }
        );
        for (var i = 0; i < 2; i++)
            _tokens[await SignInAsync()] = _tokens.Count is 0 ? "token-1" : "token-2";
        _auth.Answer = Refusal; // else a refresh after an odd 401 would give one of them the other's token
        await FuzzRun.PlayAsync(
            output,
            0.005,
            odd =>
                odd.Number(5) switch
                {
                    0 => AskOddlyAsync(odd),
                    1 => SignInOddlyAsync(odd),
                    2 => RefreshOddlyAsync(odd),
                    3 => ReadOddlyAsync(odd, Enum.Parse<SessionFormat>(format)),
                    _ => AnswerOddlyAsync(odd),
                }
        );
        (await _world.Browser.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Odd requests of people who are signed in.</summary>
    private async Task AskOddlyAsync(Odd odd)
    {
        var (mine, theirs) = odd.Once(2) ? (_tokens.Keys.First(), _tokens.Keys.Last()) : (_tokens.Keys.Last(), _tokens.Keys.First());
        string[] cookies = [.. Enumerable.Range(0, 1 + odd.Number(4)).Select(_ => odd.Of($"device_id={mine}", $"DEVICE_ID={theirs}", $"device_id2={theirs}", $"a=device_id={theirs}", "a=1", odd.Line().Replace(";", "", StringComparison.Ordinal)))];
        var lines = new List<string> { $"Cookie: {string.Join("; ", cookies)}" };
        for (var i = odd.Number(4); i > 0; i--)
            lines.Add(odd.Of($"Authorization: Bearer {odd.Line()}", $"Connection: {odd.Of("authorization", "cookie", "upgrade", odd.Line())}", $"X-A: {odd.Line()}", $"X-Forwarded-For: {odd.Line()}", $"Accept: {odd.Line()}", $"Host: {odd.Line()}", odd.Line(), $"Sec-Fetch-Mode: {odd.Line()}", $"User-Agent: {odd.Line()}", $"Content-Length: {odd.Line()}"));
        var path = $"{odd.Of("/api", "/optional", "/public", "/auth/session")}/{_number++}";

        CheckStatus(await RawHttp.AskAsync(_world.Gateway.Address, $"GET {path}", lines));

        if (_world.Api.Requests is [.., var received] && received.Path == path)
        {
            (received.Cookie ?? "").ShouldNotContain(mine);
            if (received.Authorization?.Contains("token-", StringComparison.Ordinal) is true)
                received.Values("Authorization").ShouldBe(["Bearer " + _tokens[mine]]);
        }
    }

    /// <summary>Odd answers to a sign-in.</summary>
    private async Task SignInOddlyAsync(Odd odd)
    {
        var answer = Answer(odd);
        _auth.Answer = _ => answer;

        CheckStatus(await RawHttp.AskAsync(_world.Gateway.Address, "GET /login"));
    }

    /// <summary>Odd answers to a refresh.</summary>
    private async Task RefreshOddlyAsync(Odd odd)
    {
        var device = await SignInAsync(expiresIn: 1);
        _world.Time.Advance(TimeSpan.FromSeconds(10)); // past any break
        var answer = Answer(odd);
        _auth.Answer = _ => answer;

        CheckOutcome(await AskAsync("/api/x", device));
    }

    /// <summary>Odd records.</summary>
    private async Task ReadOddlyAsync(Odd odd, SessionFormat format)
    {
        _auth.Answer = Refusal;
        var device = DeviceId.Parse($"device-of-an-odd-record-{_number++}")!.Value;
        var key = _world.Service<SessionKeys>().Record(device);
        var database = _world.Store.Connect(_world.Gateway).GetDatabase();
        var token = odd.Of("good-token", odd.Text());
        var stored = format is SessionFormat.Plain ? token : odd.Once(2) ? new SessionSeal(device, key).Seal("access_token", token) : odd.Changed(token);
        switch (odd.Number(5))
        {
            case 0:
                await database.StringSetAsync(key, odd.Text());
                break;
            case 1:
                await database.SetAddAsync(key, odd.Text());
                break;
            default:
                HashEntry[] odds = [.. Enumerable.Range(0, odd.Number(8)).Select(_ => new HashEntry(odd.Of("refresh_token", "access_expiry", "refresh_expiry", "version", "lease_owner", "lease_until", "ended", "refused", "email", "user"), odd.Text()))];
                await database.HashSetAsync(key, [.. odds, new HashEntry("access_token", stored)]);
                break;
        }

        if (CheckOutcome(await AskAsync($"/api/{_number}", device.Reveal())) is 200)
            _world.Api.Requests[^1].Authorization.ShouldBe(("Bearer " + token).TrimEnd());
    }

    /// <summary>Odd answers of a destination.</summary>
    private async Task AnswerOddlyAsync(Odd odd)
    {
        var answer = Answer(odd);
        _odd.Answer = request =>
        {
            request.ShouldNotContain("device_id");
            return answer;
        };

        CheckStatus(await AskAsync("/odd/x", _tokens.Keys.First()));
    }

    private static byte[] Refusal(string request) => "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private static void CheckStatus(string answer) => RawHttp.StatusOf(answer).ShouldNotBeOneOf([0, 500], answer);

    private static int CheckOutcome(string answer)
    {
        var status = RawHttp.StatusOf(answer);
        status.ShouldBeOneOf(200, 401, 503, 431); // the last is the destination's, of a token longer than it takes
        return status;
    }

    private static byte[] Answer(Odd odd)
    {
        var body = odd.Once(20) ? new byte[2 * 1024 * 1024] : odd.Body();
        var head = new StringBuilder(odd.Of("HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 201 X", "HTTP/1.1 401 No", "HTTP/1.1 507 No", "HTTP/1.1 302 Found", "HTTP/1.0 200 OK", "HTTP/1.1 204 No", "HTTP/1.1 99 x", odd.Line()));
        for (var i = odd.Number(4); i > 0; i--)
            head.Append("\r\n").Append(odd.Of($"Set-Cookie: device_id={odd.Line()}", $"X-A: {odd.Line()}", $"Set-Cookie: {odd.Line()}", $"Content-Type: {odd.Line()}", $"Retry-After: {odd.Line()}", $"Location: {odd.Line()}", $"Transfer-Encoding: {odd.Of("chunked", odd.Line())}", odd.Line(), $"Connection: {odd.Line()}"));
        return [.. Encoding.Latin1.GetBytes($"{head}\r\n{odd.Of($"Content-Length: {body.Length}\r\n", "", $"Content-Length: {odd.Line()}\r\n", "Content-Type: application/json\r\n")}\r\n"), .. body];
    }

    private Task<string> AskAsync(string path, string device) => RawHttp.AskAsync(_world.Gateway.Address, $"GET {path}", [$"Cookie: device_id={device}"]).WaitAsync(Patience, Cancellation);

    private async Task<string> SignInAsync(int expiresIn = 100_000_000)
    {
        var token = expiresIn is 1 ? "short" : $"token-{_tokens.Count + 1}";
        _auth.Answer = _ => RawServer.Json($$"""{"access_token":"{{token}}","refresh_token":"r","expires_in":{{expiresIn}}}""");
        using var browser = new Browser(_world.Gateway.Address);
        (await browser.GetAsync("/login")).StatusCode.ShouldBe(HttpStatusCode.OK);
        return browser.DeviceId.ShouldNotBeNull();
    }
}
