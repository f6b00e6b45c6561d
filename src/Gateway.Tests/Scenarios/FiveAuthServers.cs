using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// The five servers of examples/, each by its example alone: sign in → call → expiry → call → sign out. The destination sees
/// exactly the current token, the auth server counts exactly one refresh, nothing of a token reaches the client.
/// </summary>
public sealed class FiveAuthServers
{
    private readonly FakeTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Form_login(StoreKind store)
    {
        await using var server = await ServerA.StartAsync(_time);
        await using var story = await Story.StartAsync("form-login", store, server.Address, _time);
        await story.TellAsync(
            browser => browser.PostFormAsync("/login", ("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password)),
            ServerA.AccessTokenLifetime,
            () => server.CurrentAccessToken(),
            () => server.Counters.RefreshCalls.Value
        );
    }

    [Theory, EveryStore]
    public async Task Form_login_without_a_refresh_token_in_the_refresh_answer(StoreKind store)
    {
        await using var server = await ServerB.StartAsync(_time);
        await using var story = await Story.StartAsync(
            "form-login-no-refresh-token",
            store,
            server.Address,
            _time,
            // There the auth server is the API as well; this route shows what reaches a destination.
            ("ReverseProxy:Routes:seen:ClusterId", "web"),
            ("ReverseProxy:Routes:seen:Match:Path", "/api/hello")
        );
        await story.TellAsync(
            browser => browser.PostFormAsync("/api/v1/login", ("username", FakeAuthServer.Email), ("password", FakeAuthServer.Password)),
            ServerB.AccessTokenLifetime,
            () => server.CurrentAccessToken(),
            () => server.Counters.RefreshCalls.Value,
            async browser =>
            {
                (await browser.GetAsync("/api/v1/items")).Headers.Location!.Authority.ShouldBe(story.Authority); // its redirects keep our host
                (await browser.GetAsync("/api/v1/items/")).StatusCode.ShouldBe(HttpStatusCode.OK);
                (await browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        );
    }

    [Theory, EveryStore]
    public async Task Refresh_token_in_a_cookie(StoreKind store)
    {
        await using var server = await ServerC.StartAsync(_time);
        await using var story = await Story.StartAsync("refresh-token-in-cookie", store, server.Address, _time);
        await story.TellAsync(
            browser => browser.PostJsonAsync("/api/auth/signin", new { email = FakeAuthServer.Email, password = FakeAuthServer.Password }),
            ServerC.AccessTokenLifetime,
            () => server.CurrentAccessToken(),
            () => server.Counters.RefreshCalls.Value,
            async browser =>
            {
                // This endpoint of the server reads the token from a cookie.
                (await browser.PostAsync("/api/auth/user")).StatusCode.ShouldBe(HttpStatusCode.OK);
                (await browser.PostAsync("/api/auth/signout")).StatusCode.ShouldBe(HttpStatusCode.OK);
                await server.Counters.SignOuts.WaitForAsync(1, Cancellation);
            }
        );
    }

    [Theory, EveryStore]
    public async Task Nested_tokens_with_single_use_rotation(StoreKind store)
    {
        await using var server = await ServerD.StartAsync(_time);
        await using var story = await Story.StartAsync("nested-tokens", store, server.Address, _time);
        await story.TellAsync(
            browser => browser.PostJsonAsync("/api/account/signin", new { email = FakeAuthServer.Email, password = FakeAuthServer.Password }),
            ServerD.AccessTokenLifetime,
            () => server.CurrentAccessToken(),
            () => server.Counters.RefreshCalls.Value,
            async browser =>
            {
                // Its sign-out ends all devices of the user, so one device's does not call it.
                (await browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
                server.Counters.SignOuts.Value.ShouldBe(0);
            }
        );
    }

    [Theory]
    [InlineData(StoreKind.Embedded, false)]
    [InlineData(StoreKind.Embedded, true)]
    [InlineData(StoreKind.Redis, false)]
    public async Task OAuth_2_with_discovery_and_reuse_detection(StoreKind store, bool opaque)
    {
        var options = new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromMinutes(5), OpaqueAccessTokens = opaque };
        await using var server = await DemoAuthServer.StartAsync(options, _time);
        await using var story = await Story.StartAsync(
            "oauth2",
            store,
            server.Address,
            _time,
            ("Gateway:AuthServers:default:ClientId", options.ClientId),
            ("Gateway:AuthServers:default:ClientSecret", options.ClientSecret!)
        );
        await story.TellAsync(
            browser => browser.PostJsonAsync("/login", new { email = DemoAuthServerOptions.DemoEmail, password = DemoAuthServerOptions.DemoPassword }),
            options.AccessTokenLifetime,
            () => server.CurrentAccessToken(DemoAuthServerOptions.DemoEmail),
            () => server.Counters.RefreshCalls.Value,
            async browser =>
            {
                (await browser.PostAsync("/logout")).StatusCode.ShouldBe(HttpStatusCode.OK);
                await server.Counters.Revocations.WaitForAsync(1, Cancellation);
            }
        );
        server.Counters.ReusesDetected.Value.ShouldBe(0);
    }

    private sealed class Story(FakeTime time, TestStore store, Destination api, GatewayHost gateway) : IAsyncDisposable
    {
        public string Authority => gateway.Address.Authority;

        public static async Task<Story> StartAsync(string example, StoreKind kind, Uri server, FakeTime time, params (string Key, string Value)[] more)
        {
            var store = await TestStore.StartAsync(kind);
            var api = await Destination.StartAsync();
            var settings = new Dictionary<string, string?>(Read(example, server, api.Address).Concat(store.Settings), StringComparer.OrdinalIgnoreCase);
            settings["Gateway:Redis:Timeout"] = "00:00:10"; // the machine may be busy, and these stories are not about it
            foreach (var (key, value) in more)
                settings[key] = value;
            return new Story(time, store, api, await GatewayHost.StartAsync(settings, time));
        }

        public async Task TellAsync(
            Func<Browser, Task<HttpResponseMessage>> signIn,
            TimeSpan lifetime,
            Func<string?> current,
            Func<int> refreshCalls,
            Func<Browser, Task>? signOut = null
        )
        {
            using var browser = new Browser(gateway.Address);
            var answer = await signIn(browser);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
            var first = current().ShouldNotBeNull();
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain(first);
            browser.CookieNames.ShouldBe(["device_id"]);

            await CallAsync(browser, first);
            time.Advance(lifetime + TimeSpan.FromSeconds(1));
            (await browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.OK);
            var second = current().ShouldNotBeNull();
            second.ShouldNotBe(first);
            (await api.NextRequestAsync(Cancellation)).Values("Authorization").ShouldBe(["Bearer " + second]);
            await CallAsync(browser, second);
            refreshCalls().ShouldBe(1);

            await (signOut ?? (async of => (await of.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK)))(browser);
            browser.CookieNames.ShouldBeEmpty();
            (await browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await api.DisposeAsync();
            await store.DisposeAsync();
        }

        private async Task CallAsync(Browser browser, string token)
        {
            (await browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await api.NextRequestAsync(Cancellation)).Values("Authorization").ShouldBe(["Bearer " + token]);
        }

        /// <summary>The example as it stands, its hosts replaced by those of the test and nothing else.</summary>
        private static IEnumerable<KeyValuePair<string, string?>> Read(string example, Uri server, Uri api) =>
            new ConfigurationBuilder()
                .AddJsonFile(Repository.PathOf("examples", example, "appsettings.json"))
                .Build()
                .AsEnumerable()
                .Where(setting => setting.Value is not null)
                .Select(setting => KeyValuePair.Create(setting.Key, Move(setting.Value, IsOfApi(setting.Key) ? api : server)));

        private static bool IsOfApi(string key) =>
            key.StartsWith("ReverseProxy:Clusters:api:", StringComparison.Ordinal) || key.StartsWith("ReverseProxy:Clusters:web:", StringComparison.Ordinal);

        private static string? Move(string? value, Uri to) =>
            Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") ? new Uri(to, url.PathAndQuery).ToString().TrimEnd('/') : value;
    }
}
