using System.Net;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>OpenID Connect Back-Channel Logout: the auth server ends sessions here, on every instance, and nobody else can.</summary>
public sealed class BackChannelLogout
{
    private const string Endpoint = "/auth/backchannel-logout";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Embedded, true)]
    [InlineData(StoreKind.Redis, true)]
    [InlineData(StoreKind.Redis, false)]
    public async Task It_ends_the_session_that_it_names_or_all_of_the_user(StoreKind store, bool bySid)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        var (here, there) = (world.Browser, world.NewBrowser());
        await world.SignInAsync(browser: here);
        world.Server.IdToken = claims => claims["sid"] = "sid-2";
        await world.SignInAsync(browser: there);

        var answer = await LogOutAsync(world, world.Server.LogoutToken(claims => claims.Remove(bySid ? "sub" : "sid")));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        await (await here.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(bySid ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    // Each record lies in a slot of its own, the index that names them all in another. Fails when a script or a transaction takes several of them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_Cluster_it_ends_them_on_whichever_node_each_lies(bool bySid)
    {
        await using var world = await OpenIdWorld.StartAsync(StoreKind.Cluster);
        var other = world.NewBrowser();
        world.Server.IdToken = claims => claims[bySid ? "sid" : "sub"] = "another";
        await world.SignInAsync(browser: other);
        world.Server.IdToken = claims => claims["sid"] = bySid ? "sid-1" : $"{Guid.NewGuid()}";
        var (ended, nodes) = (new List<Browser>(), new HashSet<EndPoint?>());
        var store = world.Store.Connect(world.Gateway).GetDatabase();
        while (nodes.Count < 3)
        {
            var browser = world.NewBrowser();
            await world.SignInAsync(browser: browser);
            ended.Add(browser);
            nodes.Add(await store.IdentifyEndpointAsync(world.Service<SessionKeys>().Record(DeviceId.Parse(browser.DeviceId!)!.Value)));
        }

        (await LogOutAsync(world, world.Server.LogoutToken(claims => claims.Remove(bySid ? "sub" : "sid")))).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var browser in ended)
            await (await browser.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await other.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Other_instances_refuse_within_100_ms()
    {
        await using var world = await OpenIdWorld.StartAsync(StoreKind.Redis);
        var other = await world.AddInstanceAsync();
        await world.SignInAsync();
        var there = world.NewBrowser(other);
        there.DeviceId = world.Browser.DeviceId;
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var record = (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User))!.Single().Record;
        var heard = other.NextChangeOfAsync(record);
        var started = TimeProvider.System.GetTimestamp();

        (await LogOutAsync(world, world.Server.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
        await heard.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMilliseconds(100) + TestSlack, "the whole call, and the news");
        (await there.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_was_used_is_refused()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var token = world.Server.LogoutToken();
        await LogOutAsync(world, token);
        world.Time.Advance(TimeSpan.FromSeconds(1)); // what was issued in the same second counts as ended
        await world.SignInAsync();

        (await LogOutAsync(world, token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when a sign-in does not look for logouts once its session is stored.
    [Theory]
    [InlineData(StoreKind.Embedded, "sub", false)]
    [InlineData(StoreKind.Redis, "sub", false)]
    [InlineData(StoreKind.Redis, "sid", false)]
    [InlineData(StoreKind.Redis, "none", true)]
    public async Task A_sign_in_whose_code_is_being_redeemed_meanwhile_comes_to_nothing(StoreKind store, string without, bool isWithoutSid)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        if (isWithoutSid)
            world.Server.IdToken = claims => claims.Remove("sid");
        var callback = await world.ToCallbackAsync();
        var (reached, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Server.Hold = path =>
        {
            if (path is not "/token")
                return Task.CompletedTask;
            reached.TrySetResult();
            return released.Task;
        };
        var signingIn = world.Browser.GetAsync(callback.ToString());
        await reached.Task;
        (await LogOutAsync(world, world.Server.LogoutToken(claims => claims.Remove(without)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        released.SetResult();

        await (await signingIn).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "sign_in_failed");
        world.Browser.DeviceId.ShouldBeNull();
        (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User)).ShouldNotBeNull().ShouldBeEmpty();

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SignInAsync(); // and that is none of what was ended
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when a logout with a sid looks for sessions of that sid alone.
    [Fact]
    public async Task A_session_that_names_no_sid_ends_with_any_of_its_user()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync(browser: world.NewBrowser());
        world.Server.IdToken = claims => claims.Remove("sid");
        await world.SignInAsync();
        world.Server.IdToken = claims => claims["sid"] = "sid-2";
        var other = world.NewBrowser();
        await world.SignInAsync(browser: other);

        (await LogOutAsync(world, world.Server.LogoutToken())).StatusCode.ShouldBe(HttpStatusCode.OK);

        await (await world.Browser.GetAsync("/api/page")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "session_revoked");
        (await other.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // As where the process dies in between: nothing can be ended any more, and nothing given back. Fails when the token is marked as used before the work is done.
    [Fact]
    public async Task A_logout_that_came_half_way_can_be_sent_again()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var world = await OpenIdWorld.StartAsync(change: settings => settings["Gateway:Redis:Configuration"] = redis.Configuration);
        await world.SignInAsync();
        var token = world.Server.LogoutToken();
        await redis.CliAsync("ACL", "SETUSER", "default", "-eval", "-evalsha", "-del", "-unlink");
        (await LogOutAsync(world, token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await redis.CliAsync("ACL", "SETUSER", "default", "+@all");

        (await LogOutAsync(world, token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("iss", "https://other.example.com")]
    [InlineData("iss", null)]
    [InlineData("aud", "another-client")]
    [InlineData("exp", -120L)]
    [InlineData("exp", null)]
    [InlineData("iat", 120L)]
    [InlineData("iat", null)]
    [InlineData("jti", null)]
    [InlineData("events", null)]
    [InlineData("events", "http://schemas.openid.net/event/backchannel-logout")]
    [InlineData("nonce", "n")]
    [InlineData("sub", null)]
    public async Task A_token_with_a_wrong_claim_ends_nothing(string claim, object? value)
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();

        var answer = await LogOutAsync(
            world,
            world.Server.LogoutToken(claims =>
            {
                claims.Remove("sid");
                claims.Remove(claim);
                if (value is not null)
                    claims[claim] = value is long seconds ? world.Time.GetUtcNow().ToUnixTimeSeconds() + seconds : value;
            })
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_of_another_kind_or_another_key_ends_nothing()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();
        string[] tokens =
        [
            world.Server.LogoutToken(type: "at+jwt"),
            world.Server.LogoutToken(key: OpenIdServer.NewKey()),
            world.Server.LogoutToken().Split('.') is [var head, var body, _] ? $"{head}.{body}." : "",
            "garbage",
            "",
        ];

        foreach (var token in tokens)
            (await LogOutAsync(world, token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, token);

        (await world.Browser.PostJsonAsync(Endpoint, new { logout_token = world.Server.LogoutToken() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await LogOutAsync(world, new string('x', 20_000))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when the first auth server of the issuer is taken for the one that is meant.
    [Theory]
    [InlineData(false, OpenIdServer.ClientId)]
    [InlineData(true, "a-client")]
    [InlineData(false, "z-client", OpenIdServer.ClientId)]
    [InlineData(true, "a-client", "z-client")]
    public async Task Of_several_clients_at_one_issuer_each_that_it_is_for_is_told(bool goesOn, params string[] audience)
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            string[] others = ["a", "z"];
            foreach (var name in others)
            {
                settings[$"Gateway:AuthServers:{name}:Authority"] = settings["Gateway:AuthServers:default:Authority"];
                settings[$"Gateway:AuthServers:{name}:ClientId"] = $"{name}-client";
            }
        });
        await world.SignInAsync();

        (await LogOutAsync(world, world.Server.LogoutToken(claims => claims["aud"] = audience))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(goesOn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    // Fails when what reading a form throws at UTF-7 is not expected.
    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "logout_token=x")]
    [InlineData("application/x-www-form-urlencoded; charset=none", "logout_token=x")]
    [InlineData("application/x-www-form-urlencoded; charset=\"", "logout_token=x")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"logout_token\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx\r\n--b--\r\n")]
    public async Task An_odd_form_is_400(string type, string body)
    {
        await using var world = await OpenIdWorld.StartAsync();
        using var content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        (await world.Browser.SendAsync(HttpMethod.Post, Endpoint, content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"iss":5}""")]
    [InlineData("""{"iss":["{issuer}"],"aud":"gateway"}""")]
    [InlineData("""{"iss":"{issuer}","aud":{}}""")]
    [InlineData("""{"iss":"{issuer}","aud":[5,null]}""")]
    [InlineData("""{"iss":"{issuer}","aud":"gateway","exp":99999999999999999999}""")]
    [InlineData("""{"iss":"{issuer}","aud":"gateway","iat":"text"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task What_is_no_token_is_400(string claims)
    {
        await using var world = await OpenIdWorld.StartAsync();
        var body = Encode(claims.Replace("{issuer}", world.Server.Issuer, StringComparison.Ordinal));

        foreach (var signature in new[] { "", "AAAA", "!!" })
            (await LogOutAsync(world, $"{Encode("""{"alg":"ES256","typ":"logout+jwt"}""")}.{body}.{signature}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_the_servers_keys_it_is_503_and_the_same_token_works_later()
    {
        await using var world = await OpenIdWorld.StartAsync(isOffline: true);
        var token = world.Server.LogoutToken();

        (await LogOutAsync(world, token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await world.Server.GoOnlineAsync();

        (await LogOutAsync(world, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string Encode(string text) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(text);

    // What a busy machine may add to a call.
    private static TimeSpan TestSlack => TimeSpan.FromMilliseconds(400);

    private static Task<HttpResponseMessage> LogOutAsync(OpenIdWorld world, string token) => world.NewBrowser().PostFormAsync(Endpoint, ("logout_token", token));
}
