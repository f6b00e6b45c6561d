using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>The main story: sign in, call, the token expires, call again, sign out.</summary>
public sealed class SignInToSignOut
{
    [Theory, EveryStore]
    public async Task A_browser_holds_a_cookie_and_the_destination_gets_fresh_tokens(StoreKind store)
    {
        await using var world = await World.StartAsync(store);

        var signIn = await world.SignInAsync();
        var body = JsonDocument.Parse(await signIn.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        body.TryGetProperty("access_token", out _).ShouldBeFalse();
        body.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        world.Browser.CookieNames.ShouldBe(["device_id"]);

        (await world.Browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var first = await world.Api.NextRequestAsync(TestContext.Current.CancellationToken);
        first.Authorization.ShouldBe(world.CurrentBearer);
        first.Cookie.ShouldBeNull();

        world.Expire();
        (await world.Browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var second = await world.Api.NextRequestAsync(TestContext.Current.CancellationToken);
        second.Authorization.ShouldBe(world.CurrentBearer);
        second.Authorization.ShouldNotBe(first.Authorization);
        world.Auth.Counters.RefreshCalls.Value.ShouldBe(1);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await world.Auth.Counters.SignOuts.WaitForAsync(1, TestContext.Current.CancellationToken);
        world.Browser.CookieNames.ShouldBeEmpty();
        (await world.Browser.GetAsync("/api/hello")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
