using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>A sign-out that goes on at the auth server (RP-Initiated Logout).</summary>
public sealed class SigningOutByRedirect
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_ends_the_session_here_revokes_its_token_and_tells_where_to_end_it_there()
    {
        await using var world = await OpenIdWorld.StartAsync(change: settings => settings["Gateway:AuthServers:default:PostLogoutRedirectUri"] = "https://app.example.com/bye");
        await world.SignInAsync();

        var answer = await world.Browser.PostAsync("/auth/sign-out");

        var url = new Uri(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("sign_out_url").GetString()!);
        url.GetLeftPart(UriPartial.Path).ShouldBe($"{world.Server.Issuer}/end");
        url.Query.ShouldMatch("^\\?id_token_hint=[\\w-]+\\.[\\w-]+\\.[\\w-]+&client_id=gateway&post_logout_redirect_uri=https%3A%2F%2Fapp.example.com%2Fbye$");
        await world.Server.RevokedAsync("refresh-1").WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_form_of_a_page_is_led_there_at_once()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();

        var answer = await world.Browser.SendAsync(HttpMethod.Post, "/auth/sign-out", null, Browser.AsPage);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().ShouldStartWith($"{world.Server.Issuer}/end?id_token_hint=");
    }
}
