using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What each route word forwards, and what it answers itself.</summary>
public sealed class Routing
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Required_without_a_session_is_answered_and_not_forwarded()
    {
        await using var world = await StartAsync();

        var answer = await world.Browser.GetAsync("/api/orders", ("Authorization", "Bearer mine"), ("Sec-Fetch-Mode", "cors"), ("Accept", "text/html"));

        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        problem.GetProperty("sign_in_url").GetString().ShouldBe("/sign-in");
        world.Api.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Sec-Fetch-Mode", "navigate")]
    [InlineData("Accept", "text/html,application/xhtml+xml")]
    public async Task A_page_navigation_is_led_to_sign_in_with_the_way_back(string header, string value)
    {
        await using var world = await StartAsync();

        var answer = await world.Browser.GetAsync("/api/orders?page=2&q=%C3%A4", (header, value));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/sign-in?return_url=%2Fapi%2Forders%3Fpage%3D2%26q%3D%25C3%25A4");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("too-short")]
    [InlineData("with spaces and ; odd = characters")]
    [InlineData("0123456789abcdef0123456789abcdef-unknown")]
    public async Task A_cookie_that_is_no_session_is_taken_away(string cookie)
    {
        await using var world = await StartAsync();

        var answer = await world.Browser.GetAsync("/api", ("Cookie", $"device_id={cookie}"));

        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        answer.ClearsCookie().ShouldBeTrue();
    }

    [Fact]
    public async Task The_clients_own_authorization_is_replaced_and_only_our_cookie_is_taken_out()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        var id = world.Browser.DeviceId;

        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = world.Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer null");
        request.Headers.TryAddWithoutValidation("Cookie", $"a=1; device_id={id}; b=\"2 3\"; DEVICE_ID=x");
        (await bare.SendAsync(request, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var received = await world.Api.NextRequestAsync(Cancellation);
        received.Values("Authorization").ShouldBe([world.CurrentBearer]);
        received.Cookie.ShouldBe("a=1; b=\"2 3\"");
    }

    [Fact]
    public async Task Optional_adds_the_token_where_there_is_a_session_and_forwards_without_one()
    {
        await using var world = await StartAsync();
        (await world.Browser.GetAsync("/optional", ("Authorization", "Basic bWU6cHc="), ("Cookie", "a=1; device_id=0123456789abcdef-unknown"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var anonymous = await world.Api.NextRequestAsync(Cancellation);
        anonymous.Authorization.ShouldBe("Basic bWU6cHc=");
        anonymous.Cookie.ShouldBe("a=1");

        await world.SignInAsync();
        await world.Browser.GetAsync("/optional");
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe(world.CurrentBearer);
    }

    [Fact]
    public async Task Optional_never_makes_a_known_user_anonymous()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        world.Expire();
        await world.Auth.GoOfflineAsync();

        await (await world.Browser.GetAsync("/optional")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        world.Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task None_adds_nothing_and_hides_our_cookie_all_the_same()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();

        await world.Browser.GetAsync("/public/logo.png");

        var received = await world.Api.NextRequestAsync(Cancellation);
        received.Authorization.ShouldBeNull();
        received.Cookie.ShouldBeNull();
    }

    [Fact]
    public async Task A_token_cookie_carries_the_token_in_the_place_of_the_clients()
    {
        await using var world = await StartAsync(settings => settings["ReverseProxy:Routes:api:Metadata:TokenCookie"] = "xid_access");
        await world.SignInAsync();

        await world.Browser.GetAsync("/api");
        (await world.Api.NextRequestAsync(Cancellation)).Cookie.ShouldBe("xid_access=" + world.CurrentBearer["Bearer ".Length..]);
    }

    [Fact]
    public async Task No_destination_sets_our_cookie()
    {
        await using var world = await StartAsync();
        world.Api.AnswerNext(new DestinationAnswer { Headers = [new("Set-Cookie", "device_id=planted-by-a-destination; Path=/"), new("Set-Cookie", "other=1")] });

        var answer = await world.Browser.GetAsync("/public");

        answer.Headers.GetValues("Set-Cookie").ShouldBe(["other=1"]);
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/auth/sign-out")]
    public async Task A_sign_out_is_answered_here_and_told_to_the_auth_server(string path)
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        var device = world.Browser.DeviceId;

        var answer = await world.Browser.PostAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("""{"sign_out_url":null}""");
        answer.ClearsCookie().ShouldBeTrue();
        await world.Auth.Counters.SignOuts.WaitForAsync(1, Cancellation);
        world.Api.Requests.ShouldBeEmpty();
        world.Browser.DeviceId = device;
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/auth/sign-out")]
    public async Task A_sign_out_by_a_form_leads_to_the_sign_in_page(string path)
    {
        await using var world = await StartAsync();
        await world.SignInAsync();

        var answer = await world.Browser.SendAsync(HttpMethod.Post, path, null, ("Sec-Fetch-Mode", "navigate"));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task A_record_that_somebody_deleted_is_no_session_within_CacheMaxAge()
    {
        await using var world = await StartAsync();
        await world.SignInAsync();
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await world.Store.Connect(world.Gateway).GetDatabase().KeyDeleteAsync((await world.RecordsAsync()).Single());
        world.Time.Advance(TimeSpan.FromSeconds(5));

        var answer = await world.Browser.GetAsync("/api");
        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "no_session");
        answer.ClearsCookie().ShouldBeTrue();
    }

    private static Task<World> StartAsync(Action<Dictionary<string, string?>>? change = null) =>
        World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:SignIn:Page"] = "/sign-in";
                change?.Invoke(settings);
            }
        );
}
