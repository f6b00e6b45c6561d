using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Providers;
using Gateway.Tests.Support.Stores;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Scenarios;

/// <summary>The whole story at a provider that we did not write, with refresh tokens that rotate and end everything when one is used twice.</summary>
public sealed partial class AtOidcProvider
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Sign_in_rotation_and_revocation(StoreKind kind)
    {
        OidcProvider.SkipUnlessThere();
        await using var place = await Place.StartAsync(kind);
        (await Place.SignInAsync(place.Browser, "/api/page")).Headers.Location!.ToString().ShouldBe("/api/page");
        place.Browser.CookieNames.ShouldContain("device_id");

        var tokens = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            (await place.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
            var token = (await place.Api.NextRequestAsync(Cancellation)).Authorization!["Bearer ".Length..];
            tokens.Add(token).ShouldBeTrue("each expiry brings another token");
            (await place.Provider.IsActiveAsync(token)).ShouldBeTrue();
            place.Time.Advance(TimeSpan.FromSeconds(301));
        }

        var session = JsonDocument.Parse(await (await place.Browser.GetAsync("/auth/session")).Content.ReadAsStringAsync(Cancellation)).RootElement;
        session.GetProperty("user").GetString().ShouldBe("ann");
        session.GetProperty("email").GetString().ShouldBe("ann@example.com");

        (await place.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        while (await place.Provider.IsActiveAsync(tokens.Last()))
            Cancellation.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task Two_tabs_and_a_second_sign_in_without_a_question()
    {
        OidcProvider.SkipUnlessThere();
        await using var place = await Place.StartAsync(StoreKind.Embedded);
        var (first, second) = (await place.Browser.GetAsync("/auth/sign-in?return_url=/api/a"), await place.Browser.GetAsync("/auth/sign-in?return_url=/api/b"));

        (await Place.FollowAsync(place.Browser, second)).Headers.Location!.ToString().ShouldBe("/api/b");
        (await Place.FollowAsync(place.Browser, first)).Headers.Location!.ToString().ShouldBe("/api/a");

        (await place.Browser.GetAsync("/api/a")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_logout_there_ends_the_session_of_that_browser_here_and_no_other()
    {
        OidcProvider.SkipUnlessThere();
        await using var place = await Place.StartAsync(StoreKind.Embedded);
        using var other = new Browser(place.Gateway.Address);
        await Place.SignInAsync(place.Browser, "/");
        await Place.SignInAsync(other, "/");

        await Place.LogOutThereAsync(place.Browser, new Uri(place.Issuer, "/session/end").ToString());

        await (await place.Browser.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await other.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_sign_out_here_leads_on_to_one_there_and_back()
    {
        OidcProvider.SkipUnlessThere();
        await using var place = await Place.StartAsync(StoreKind.Embedded);
        await Place.SignInAsync(place.Browser, "/");

        var answer = JsonDocument.Parse(await (await place.Browser.PostAsync("/auth/sign-out")).Content.ReadAsStringAsync(Cancellation)).RootElement;
        var back = await Place.LogOutThereAsync(place.Browser, answer.GetProperty("sign_out_url").GetString()!);

        back.Headers.Location!.ToString().ShouldBe(place.Gateway.Address.ToString());
    }

    [Fact]
    public async Task A_private_key_in_the_place_of_a_secret()
    {
        OidcProvider.SkipUnlessThere();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var place = await Place.StartAsync(StoreKind.Embedded, key);

        (await Place.SignInAsync(place.Browser, "/api/page")).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [GeneratedRegex("action=\"(?<action>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Action();

    [GeneratedRegex("name=\"xsrf\" value=\"(?<xsrf>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Xsrf();

    private sealed class Place(FakeTime time, TestStore store, Destination api, GatewayHost gateway, OidcProvider provider, Uri issuer) : IAsyncDisposable
    {
        public FakeTime Time => time;

        public Destination Api => api;

        public GatewayHost Gateway => gateway;

        public OidcProvider Provider => provider;

        public Uri Issuer => issuer;

        public Browser Browser { get; } = new(gateway.Address);

        // The gateway first: it starts while its provider is away, and the provider has to know where it is.
        public static async Task<Place> StartAsync(StoreKind kind, ECDsa? clientKey = null)
        {
            var (time, store, api, port) = (new FakeTime(), await TestStore.StartAsync(kind), await Destination.StartAsync(), FreePort.Next());
            var issuer = new Uri($"http://127.0.0.1:{port}");
            var settings = new Dictionary<string, string?>(store.Settings)
            {
                ["Gateway:Redis:Timeout"] = "00:00:10",
                ["Gateway:AuthServers:default:Authority"] = issuer.ToString(),
                ["Gateway:AuthServers:default:ClientId"] = OidcProvider.ClientId,
                ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString(),
            };
            settings[$"Gateway:AuthServers:default:{(clientKey is null ? "ClientSecret" : "ClientKey")}"] = clientKey?.ExportPkcs8PrivateKeyPem() ?? OidcProvider.ClientSecret;
            World.AddRoute(settings, "api", "api", "/api/{**rest}", null);
            var gateway = await GatewayHost.StartAsync(settings, time);
            return new Place(time, store, api, gateway, await OidcProvider.StartAsync(port, gateway.Address, PublicKeyOf(clientKey)), issuer);
        }

        public static async Task<HttpResponseMessage> SignInAsync(Browser browser, string returnUrl) =>
            await FollowAsync(browser, await browser.GetAsync("/auth/sign-in?return_url=" + returnUrl));

        /// <summary>Follows redirects and fills in the form, until the gateway has answered the callback.</summary>
        public static async Task<HttpResponseMessage> FollowAsync(Browser browser, HttpResponseMessage answer)
        {
            while (answer.RequestMessage!.RequestUri!.AbsolutePath is not "/auth/callback")
                answer = answer.Headers.Location is { } location
                    ? await browser.GetAsync(new Uri(answer.RequestMessage.RequestUri, location).ToString())
                    : await browser.PostFormAsync(
                        Action().Match(await answer.Content.ReadAsStringAsync(Cancellation)).Groups["action"].Value,
                        ("prompt", "login"),
                        ("login", "ann"),
                        ("password", "any")
                    );
            return answer;
        }

        public static async Task<HttpResponseMessage> LogOutThereAsync(Browser browser, string url)
        {
            var form = await (await browser.GetAsync(url)).Content.ReadAsStringAsync(Cancellation);
            return await browser.PostFormAsync(Action().Match(form).Groups["action"].Value, ("xsrf", Xsrf().Match(form).Groups["xsrf"].Value), ("logout", "yes"));
        }

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await gateway.DisposeAsync();
            await provider.DisposeAsync();
            await api.DisposeAsync();
            await store.DisposeAsync();
        }

        private static string? PublicKeyOf(ECDsa? key)
        {
            if (key is null)
                return null;
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y), use = "sig" });
        }
    }
}
