using Gateway.Tests.AuthServers.Support;

namespace Gateway.Tests.AuthServers;

/// <summary>Places among the calls of one auth server.</summary>
public sealed class PlacesTests
{
    // Fails when a lease that was not acquired passes for a place.
    [Fact]
    public async Task Who_waits_for_a_place_when_the_host_ends_gets_none()
    {
        using var configured = ConfiguredAuthServer.FromJson("""{ "BaseAddress": "https://id.example.com", "Refresh": { "Path": "/refresh" }, "MaxConcurrentCalls": 1 }""");
        var server = configured.Server;
        using var place = await server.EnterAsync();
        var waiting = server.EnterAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        server.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(waiting);
    }
}
