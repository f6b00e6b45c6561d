using System.Net;
using Gateway.AuthServers;
using Gateway.Proxy;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Proxy;

public sealed class ReplayHandlerTests
{
    // Fails when only cancellations are thought of.
    [Fact]
    public async Task The_401_is_let_go_when_the_refresh_fails_by_a_fault()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        var session = world.Service<SessionStore>().FindWarm(world.Browser.DeviceId).ShouldNotBeNull();
        world.Service<AuthServerRegistry>().Find("default")!.Dispose(); // so that a flight throws
        using var refused = new Refused();
        using var client = new HttpMessageInvoker(new ReplayHandler(refused, world.Service<RefreshCoordinator>(), new FruitlessReplays(), world.Service<WithheldCookies>(), world.Service<EndingStreams>()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.example.com/");
        request.Headers.TryAddWithoutValidation("Authorization", session.Authorization);

        await Should.ThrowAsync<ObjectDisposedException>(client.SendAsync(request, TestContext.Current.CancellationToken));

        refused.IsLetGo.ShouldBeTrue();
    }

    private sealed class Refused : HttpMessageHandler
    {
        public bool IsLetGo { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new Watched(this) });

        private sealed class Watched(Refused refused) : ByteArrayContent([])
        {
            protected override void Dispose(bool disposing)
            {
                refused.IsLetGo = true;
                base.Dispose(disposing);
            }
        }
    }
}
