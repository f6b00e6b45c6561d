using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>OpenID Connect code flow, from the link to the page, and everything that can be wrong on the way.</summary>
public sealed class SigningInByRedirect
{
    private static readonly (string, string)[] AsPage = [("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")];

    [Theory, EveryStore]
    public async Task A_person_signs_in_and_is_back_where_they_came_from(StoreKind store)
    {
        await using var world = await OpenIdWorld.StartAsync(store);
        (await world.Browser.GetAsync("/api/page?x=1", AsPage)).Headers.Location!.ToString().ShouldBe("/auth/sign-in?return_url=%2Fapi%2Fpage%3Fx%3D1");

        var answer = await world.SignInAsync("/api/page?x=1");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        answer.Headers.Location!.ToString().ShouldBe("/api/page?x=1");
        world.Browser.CookieNames.ShouldBe(["device_id"]);
        (await world.Browser.GetAsync("/api/page?x=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(TestContext.Current.CancellationToken)).Authorization.ShouldBe("Bearer access-1");
        var session = await SessionAsync(world.Browser);
        session.GetProperty("user").GetString().ShouldBe(OpenIdServer.User);
        session.GetProperty("email").GetString().ShouldBe("user@example.com");
        session.GetProperty("sign_in_url").GetString().ShouldBe("/auth/sign-in");
        world.Server.LastRequest["scope"].ShouldBe("openid email offline_access");
        world.Server.LastRequest["code_challenge_method"].ShouldBe("S256");
        world.Server.LastRequest["state"].Length.ShouldBe(22);
    }

    private static async Task<JsonElement> SessionAsync(Browser browser) =>
        JsonDocument.Parse(await (await browser.GetAsync("/auth/session")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}
