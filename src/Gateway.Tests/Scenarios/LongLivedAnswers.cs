using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>An answer that goes on for long ends with its session, in the words of its kind.</summary>
public sealed class LongLivedAnswers
{
    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_sent_events_end_like_any_answer()
    {
        await using var api = await LiveServer.StartAsync();
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address.ToString());
        await world.SignInAsync();
        using var client = new HttpClient { BaseAddress = world.Gateway.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"device_id={world.Browser.DeviceId}");
        await using var events = await client.GetStreamAsync(new Uri("/api/events", UriKind.Relative), Cancellation);
        using var reader = new StreamReader(events);
        (await reader.ReadLineAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe("data: hello");

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await reader.ReadToEndAsync(Cancellation).WaitAsync(Patience, Cancellation)).ShouldBe("\n");
    }

    [Fact]
    public async Task A_gRPC_call_is_told_UNAUTHENTICATED()
    {
        await using var api = await LiveServer.StartGrpcAsync();
        await using var world = await World.StartAsync(StoreKind.Redis);
        await world.SignInAsync();
        await using var gateway = await GatewayHost.StartAsync(
            new Dictionary<string, string?>(world.AllSettings)
                {
                    ["Kestrel:EndpointDefaults:Protocols"] = "Http2",
                    ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Urls.Single(),
                    ["ReverseProxy:Clusters:api:HttpRequest:Version"] = "2",
                    ["ReverseProxy:Clusters:api:HttpRequest:VersionPolicy"] = "RequestVersionExact",
                },
            world.Time
        );
        using var client = new HttpClient { BaseAddress = gateway.Address };
        using var call = new HttpRequestMessage(HttpMethod.Post, "/api/package.Service/Call")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        call.Content.Headers.ContentType = new("application/grpc");
        call.Headers.Add("Cookie", $"device_id={world.Browser.DeviceId}");
        using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var messages = await answer.Content.ReadAsStreamAsync(Cancellation);
        (await messages.ReadAsync(new byte[5], Cancellation)).ShouldBe(5);

        (await world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await messages.ReadAsync(new byte[5], Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe(0);
        answer.TrailingHeaders.GetValues("grpc-status").ShouldBe(["16"]);
    }
}
