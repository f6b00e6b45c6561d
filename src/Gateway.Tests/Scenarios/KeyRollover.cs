using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>The auth server changes its keys while people sign in, and while strangers send tokens of keys that there are not.</summary>
public sealed class KeyRollover
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Keys_that_were_rolled_over_are_found()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();
        world.Server.RollKeys();

        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");

        KeysAsked(world).ShouldBe(2);
    }

    [Fact]
    public async Task All_who_come_while_the_new_keys_are_fetched_wait_for_them()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();
        world.Server.RollKeys();
        var logoutToken = world.Server.LogoutToken();
        world.Time.Advance(TimeSpan.FromSeconds(1)); // who signs in in a later second is not meant
        Browser[] browsers = [.. Enumerable.Range(0, 5).Select(_ => world.NewBrowser())];
        var callbacks = new List<string>();
        foreach (var browser in browsers)
            callbacks.Add((await world.ToCallbackAsync(browser: browser)).ToString());
        var (asked, gate) = world.Server.HoldAnswers("/jwks");

        var signIns = browsers.Select((browser, index) => browser.GetAsync(callbacks[index])).ToList();
        await asked.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var logout = world.LogOutAsync(logoutToken);
        gate.SetResult();

        (await Task.WhenAll(signIns)).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Redirect);
        (await logout).StatusCode.ShouldBe(HttpStatusCode.OK);
        KeysAsked(world).ShouldBeLessThanOrEqualTo(3, "the first ones, the new ones, and once more if the logout came on the heels of them");
    }

    // Fails when sign-ins and logouts share their looks, and when a look that is not allowed refuses the token.
    [Fact]
    public async Task A_stranger_who_sends_tokens_keeps_no_sign_in_from_the_new_keys()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();
        foreach (var status in new[] { HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.ServiceUnavailable })
            (await world.LogOutAsync(world.Server.LogoutToken(key: OpenIdServer.NewKey()))).StatusCode.ShouldBe(status);
        KeysAsked(world).ShouldBe(4);
        world.Server.RollKeys();
        var logout = world.Server.LogoutToken();

        (await world.LogOutAsync(logout)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await world.SignInAsync()).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await world.LogOutAsync(logout)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_name_costs_few_looks_at_its_keys()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.ForeignKey = OpenIdServer.NewKey();

        for (var i = 0; i < 3; i++)
            await (await world.SignInAsync()).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "sign_in_failed");
        await (await world.SignInAsync()).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        KeysAsked(world).ShouldBe(4);

        world.Time.Advance(TimeSpan.FromSeconds(10));
        await (await world.SignInAsync()).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "sign_in_failed");
        await (await world.SignInAsync()).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        KeysAsked(world).ShouldBe(5);
        world.Browser.DeviceId.ShouldBeNull();
    }

    // Fails when a look that fails refuses the token.
    [Fact]
    public async Task A_key_that_cannot_be_looked_for_is_503_and_the_same_token_works_later()
    {
        await using var world = await OpenIdWorld.StartAsync();
        await world.SignInAsync();
        world.Server.RollKeys();
        var logout = world.Server.LogoutToken();
        world.Server.Answering = path => path is "/jwks" ? Task.FromException(new InvalidOperationException("no keys today")) : Task.CompletedTask;

        (await world.LogOutAsync(logout)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await (await world.SignInAsync()).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        world.Server.Answering = null;

        (await world.LogOutAsync(logout)).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Time.Advance(TimeSpan.FromSeconds(1)); // who signs in in a later second is not meant
        (await world.SignInAsync()).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static int KeysAsked(OpenIdWorld world) => world.Server.Calls.Count(call => call is "/jwks");
}
