using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What a reviewer broke once, so that it stays mended.</summary>
public sealed class Attacks
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_replaced_during_its_refresh_is_not_told_to_the_auth_server()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        world.MakeDue();
        using (world.Auth.HoldRefreshes())
        {
            await world.Browser.GetAsync("/api");
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            await world.SignInAsync();
        }
        await world.FlightsLandedAsync();
        await world.RestartGatewayAsync(); // its end waits for what is told beside requests

        world.Auth.Counters.SignOuts.Value.ShouldBe(0);
    }

    [Theory]
    [InlineData("DEVICE_ID=their-own; device_id={0}")]
    [InlineData("device_id=short; device_id={0}")]
    [InlineData("device_id=; device_id={0}")]
    public async Task Another_cookie_does_not_hide_ours(string cookies)
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = world.Gateway.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api");
        request.Headers.TryAddWithoutValidation("Cookie", cookies.Replace("{0}", world.Browser.DeviceId, StringComparison.Ordinal));

        (await bare.SendAsync(request, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_nameless_cookie_of_a_destination_does_not_pass_for_ours()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        world.Api.AnswerNext(new DestinationAnswer { Headers = [new("Set-Cookie", "=device_id=planted-planted-planted; Path=/api")] });

        (await world.Browser.GetAsync("/public")).SetsCookie().ShouldBeFalse();
    }

    [Fact]
    public async Task The_way_back_leads_to_no_other_host()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings =>
        {
            settings["Gateway:SignIn:Page"] = "/sign-in";
            World.AddRoute(settings, "all", "api", "/{**rest}", "Required");
        });
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync(IPAddress.Loopback, world.Gateway.Address.Port, Cancellation);
        await using var stream = raw.GetStream();
        await stream.WriteAsync("GET //evil.example/x HTTP/1.1\r\nHost: a\r\nSec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream);

        (await reader.ReadToEndAsync(Cancellation)).ShouldContain("Location: /sign-in?return_url=%2Fevil.example%2Fx");
    }

    [Fact]
    public async Task A_link_does_not_sign_out()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();

        (await world.Browser.GetAsync("/logout")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_204_that_promises_a_body_is_a_204()
    {
        using var api = new RawServer { Answer = _ => "HTTP/1.1 204 No Content\r\nContent-Length: 113\r\n\r\n"u8.ToArray() };
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();

        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await world.Browser.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
