using System.Net;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>A back-channel logout that meets a sign-in under way, or a store or an auth server in trouble, is not lost.</summary>
public sealed class LogoutTrouble
{
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
        var (reached, released) = world.Server.HoldAnswers("/token");
        var signingIn = world.Browser.GetAsync(callback.ToString());
        await reached;
        (await world.LogOutAsync(world.Server.LogoutToken(claims => claims.Remove(without)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        released.SetResult();

        await (await signingIn).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "sign_in_failed");
        world.Browser.DeviceId.ShouldBeNull();
        (await world.Service<SessionDirectory>().OfUserAsync("default", OpenIdServer.User)).ShouldNotBeNull().ShouldBeEmpty();

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await world.SignInAsync(); // and that is none of what was ended
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
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
        (await world.LogOutAsync(token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await redis.CliAsync("ACL", "SETUSER", "default", "+@all");

        (await world.LogOutAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_the_servers_keys_it_is_503_and_the_same_token_works_later()
    {
        await using var world = await OpenIdWorld.StartAsync(isOffline: true);
        var token = world.Server.LogoutToken();

        (await world.LogOutAsync(token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await world.Server.GoOnlineAsync();

        (await world.LogOutAsync(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
