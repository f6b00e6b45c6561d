using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Demo.Api;
using Demo.AuthServer;

namespace Gateway.Tests.Support.Fakes;

/// <summary>From the gateway's event to the page: the demo's webhook and its stream of notices.</summary>
public sealed class DemoNoticesTests : IAsyncLifetime
{
    private const string Secret = "a-secret-that-is-long-enough-for-this";

    private readonly FakeTime _time = new();
    private DemoAuthServer _auth = null!;
    private DemoApi _api = null!;
    private Wire _wire = null!;
    private HttpClient _page = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _auth = await DemoAuthServer.StartAsync(new DemoAuthServerOptions { Users = new Dictionary<string, string> { ["a@example.com"] = "a", ["b@example.com"] = "b" } }, _time);
        _api = await DemoApi.StartAsync(new DemoApiOptions { Authority = _auth.Address, WebhookSecret = Secret }, _time);
        _wire = new Wire(_api.Address);
        _page = new HttpClient { BaseAddress = _api.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        _wire.Dispose();
        await _api.DisposeAsync();
        await _auth.DisposeAsync();
    }

    [Fact]
    public async Task A_new_device_is_told_to_the_pages_of_its_user_only()
    {
        var (token, user) = await SignInAsync("a");
        await using var page = await FollowAsync(token);
        (await NextAsync(page)).EventType.ShouldBe("heartbeat");

        var (_, other) = await SignInAsync("b");
        (await PostAsync(Opened(other, "of-another-user"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(Opened(user, "known", isNew: false))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync("""{"type":"session.ended","data":{"id":"x"}}""")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync(Opened(user, "the-handle"))).Status.ShouldBe(HttpStatusCode.NoContent);

        var notice = await NextAsync(page);
        notice.EventType.ShouldBe("new-device");
        notice.Data.ShouldBe("""{"session":"the-handle","device":"Firefox on Android","ip":"192.0.2.1"}""");
        _time.Advance(TimeSpan.FromSeconds(30));
        (await NextAsync(page)).EventType.ShouldBe("heartbeat");
    }

    [Fact]
    public async Task Only_what_is_signed_and_fresh_is_received()
    {
        (await PostAsync("{}", secret: "another")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync("{}", age: TimeSpan.FromMinutes(6))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _wire.PostTextAsync("/events", "{}", "application/json")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _wire.PostAsync("/events", new StringContent("{}"), ("X-Gateway-Signature", "t=x,v1=y"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync("""{"type":"session.ended"}""")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_page_without_a_token_hears_nothing() => (await _wire.GetAsync("/api/notices")).Status.ShouldBe(HttpStatusCode.Unauthorized);

    private async Task<(string Token, string User)> SignInAsync(string name)
    {
        using var wire = new Wire(_auth.Address);
        var token = (await wire.PostJsonAsync("/login", new { email = $"{name}@example.com", password = name })).ShouldBe(HttpStatusCode.OK).TextAt("access_token");
        return (token, JsonReading.Claims(token).TextAt("sub"));
    }

    private async Task<IAsyncEnumerator<SseItem<string>>> FollowAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/notices");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await _page.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return SseParser.Create(await answer.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);
    }

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> page)
    {
        (await page.MoveNextAsync()).ShouldBeTrue();
        return page.Current;
    }

    private static string Opened(string user, string id, bool isNew = true) => new JsonObject
    {
        ["type"] = "session.opened",
        ["data"] = new JsonObject { ["id"] = id, ["user"] = user, ["device_name"] = "Firefox on Android", ["ip"] = "192.0.2.1", ["new_device"] = isNew },
    }.ToJsonString();

    private Task<WireAnswer> PostAsync(string body, string secret = Secret, TimeSpan age = default)
    {
        var t = (_time.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{t}.{body}")));
        return _wire.PostAsync("/events", new StringContent(body, Encoding.UTF8, "application/cloudevents+json"), ("X-Gateway-Signature", $"t={t},v1={signature}"));
    }
}
