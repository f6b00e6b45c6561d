using System.Net;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>What is only away is 503 to a sign-in, and recovers by itself.</summary>
public sealed class SignInOutages
{
    [Fact]
    public async Task The_gateway_starts_while_the_server_is_away_and_sign_in_recovers_by_itself()
    {
        await using var world = await OpenIdWorld.StartAsync(isOffline: true);

        var away = await world.Browser.GetAsync("/auth/sign-in");
        var page = await world.Browser.GetAsync("/auth/sign-in", Browser.AsPage);
        await world.Server.GoOnlineAsync();

        await away.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        away.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Fact]
    public async Task A_server_that_goes_away_before_the_callback_is_503_and_a_new_sign_in_works_when_it_is_back()
    {
        await using var world = await OpenIdWorld.StartAsync();
        var callback = await world.ToCallbackAsync();
        await world.Server.GoOfflineAsync();

        var away = await world.Browser.GetAsync(callback.ToString());
        await world.Server.GoOnlineAsync();

        await away.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Fact]
    public async Task Without_the_store_nothing_begins_and_nothing_ends()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            settings["Gateway:Redis:Configuration"] = $"127.0.0.1:{FreePort.Next()}";
            settings["Gateway:Redis:Timeout"] = "00:00:00.100";
        });

        await (await world.Browser.GetAsync("/auth/sign-in")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "session_store_unavailable");
        await (await world.Browser.GetAsync("/auth/callback?code=x&state=AAAAAAAAAAAAAAAAAAAAAA")).ShouldBeProblemAsync(
            HttpStatusCode.ServiceUnavailable,
            "session_store_unavailable"
        );
        var page = await world.Browser.GetAsync("/auth/sign-in", Browser.AsPage);
        (page.StatusCode, page.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.ServiceUnavailable, "text/html"));
        var logout = await world.LogOutAsync(world.Server.LogoutToken());
        logout.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
