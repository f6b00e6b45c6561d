using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>What goes wrong with sign-ins, be it by strangers or by an auth server that is not what it says, stays with sign-ins.</summary>
public sealed class SignInTrouble
{
    // Fails when sign-ins and refreshes share a circuit.
    [Fact]
    public async Task Sign_ins_that_strangers_begin_and_that_fail_leave_refreshes_alone()
    {
        await using var world = await OpenIdWorld.StartAsync(server: time => OpenIdServer.New(time, pushed: true));
        await world.SignInAsync();
        world.Time.Advance(TimeSpan.FromSeconds(301));
        world.Server.Answering = path => path is "/par" ? Task.FromException(new InvalidOperationException("no requests today")) : Task.CompletedTask;

        for (var i = 0; i < 8; i++)
            (await world.NewBrowser().GetAsync("/auth/sign-in")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        world.Server.Calls.Count(call => call is "/par").ShouldBeLessThan(8, "the circuit of sign-ins has opened");
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when the issuer of a document is not looked at.
    [Fact]
    public async Task A_server_that_claims_to_be_another_signs_nobody_in_and_keeps_no_logout_from_the_other()
    {
        await using var pretender = await OpenIdServer.StartAsync(TimeProvider.System);
        await using var world = await OpenIdWorld.StartAsync(change: settings =>
        {
            settings["Gateway:AuthServers:a:Authority"] = pretender.Issuer;
            settings["Gateway:AuthServers:a:ClientId"] = OpenIdServer.ClientId;
        });
        pretender.Discovered = document => document["issuer"] = world.Server.Issuer;
        await world.SignInAsync("/api/page");

        await (await world.NewBrowser().GetAsync("/auth/sign-in/a")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "auth_server_unavailable");
        var logout = await world.LogOutAsync(world.Server.LogoutToken());

        logout.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
