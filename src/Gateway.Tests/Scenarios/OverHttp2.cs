using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Scenarios;

/// <summary>HTTP/2 from the client and to the destination, as gRPC needs it. A call ends with its session, and says so in gRPC's words.</summary>
public sealed class OverHttp2 : IAsyncLifetime
{
    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private World _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync(StoreKind.Redis); // which several gateways can share
        await _world.SignInAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _world.DisposeAsync();
    }

    [Fact]
    public async Task Trailers_pass()
    {
        await using var api = await Http2Server.StartAsync(context =>
        {
            context.Response.DeclareTrailer("X-Sum");
            context.Response.AppendTrailer("X-Sum", "42");
            return Task.CompletedTask;
        });
        await using var gateway = await BeforeAsync(api);
        using var client = ClientOf(gateway);
        using var request = RequestOf(HttpMethod.Get, "/api/x");

        using var answer = await client.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.TrailingHeaders.GetValues("X-Sum").ShouldBe(["42"]);
    }

    // A stream of messages to the destination has no length, and is sent as it comes.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_gRPC_call_is_told_UNAUTHENTICATED_when_its_session_ends(bool isStreaming)
    {
        await using var api = await Http2Server.StartAsync(CallAsync);
        await using var gateway = await BeforeAsync(api);
        using var client = ClientOf(gateway);
        using var sent = new SemaphoreSlim(0);
        using var call = RequestOf(HttpMethod.Post, "/api/package.Service/Call");
        call.Content = isStreaming ? new OpenContent(sent) : new ByteArrayContent([]);
        call.Content.Headers.ContentType = new("application/grpc");
        using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, Cancellation).WaitAsync(Patience, Cancellation);
        await using var messages = await answer.Content.ReadAsStreamAsync(Cancellation);
        (await messages.ReadAsync(new byte[5], Cancellation)).ShouldBe(5);

        (await _world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await messages.ReadAsync(new byte[5], Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe(0);
        answer.TrailingHeaders.GetValues("grpc-status").ShouldBe(["16"]);
        sent.Release();
    }

    // Fails when the end waits for the answer's head, with which it would be told.
    [Fact]
    public async Task A_gRPC_call_without_an_answer_is_cut_off()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var api = await Http2Server.StartAsync(async context =>
        {
            begun.SetResult();
            await using var registration = context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        });
        await using var gateway = await BeforeAsync(api);
        using var client = ClientOf(gateway);
        using var sent = new SemaphoreSlim(0);
        using var call = RequestOf(HttpMethod.Post, "/api/package.Service/Call");
        call.Content = new OpenContent(sent);
        call.Content.Headers.ContentType = new("application/grpc");
        var answer = client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await begun.Task.WaitAsync(Patience, Cancellation);

        (await _world.Browser.PostAsync("/auth/sign-out")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _world.Time.TimerStartedAsync(TimeSpan.FromSeconds(2), Cancellation);
        _world.Time.Advance(TimeSpan.FromSeconds(2));

        await ended.Task.WaitAsync(Patience, Cancellation);
        await Should.ThrowAsync<HttpRequestException>(answer);
        sent.Release();
    }

    private Task<GatewayHost> BeforeAsync(Http2Server api) =>
        GatewayHost.StartAsync(
            new Dictionary<string, string?>(_world.AllSettings)
            {
                ["Kestrel:EndpointDefaults:Protocols"] = "Http2",
                ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.Address,
                ["ReverseProxy:Clusters:api:HttpRequest:Version"] = "2",
                ["ReverseProxy:Clusters:api:HttpRequest:VersionPolicy"] = "RequestVersionExact",
            },
            _world.Time
        );

    private HttpClient ClientOf(GatewayHost gateway) => new() { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "Cookie", $"device_id={_world.Browser.DeviceId}" } } };

    private static HttpRequestMessage RequestOf(HttpMethod method, string path) =>
        new(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    // One message, and then it waits.
    private static async Task CallAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        await context.Response.Body.FlushAsync();
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }

    /// <summary>A message, and then nothing until it is told to end.</summary>
    private sealed class OpenContent(SemaphoreSlim end) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[5]);
            await stream.FlushAsync();
            await end.WaitAsync(Patience);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
