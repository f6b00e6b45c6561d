using System.Diagnostics;
using System.Globalization;
using System.Net;
using Demo.Hosting;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// What is large passes without being kept: 256 MB up and down, GATEWAY_TEST_STREAM_MB=1024 for a gigabyte. Client, gateway and destination share this process, so none of them
/// keeps anything.
/// </summary>
[Collection<RunsAlone>]
public sealed class LargeStreams(ITestOutputHelper output) : IAsyncLifetime
{
    private const long MB = 1024 * 1024;
    private const long MayGrow = 64 * MB;

    private static readonly long Size = MB * (int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_TEST_STREAM_MB"), CultureInfo.InvariantCulture, out var size) ? size : 256);

    private InProcessServer _api = null!;
    private World _world = null!;
    private HttpClient _client = null!;
    private long _sent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await InProcessServer.StartAsync("http://127.0.0.1:0", app => app.Run(context => context.Request.Path == "/api/up" ? TakeAsync(context) : SendAsync(context)));
        _world = await World.StartAsync(
            StoreKind.Redis, // which several gateways can share
            settings =>
            {
                settings["ReverseProxy:Clusters:api:Destinations:one:Address"] = _api.Address.ToString();
                settings["ReverseProxy:Routes:api:MaxRequestBodySize"] = "-1"; // Kestrel's own limit is 30 MB
            }
        );
        await _world.SignInAsync();
        _client = new HttpClient { BaseAddress = _world.Gateway.Address };
        _client.DefaultRequestHeaders.Add("Cookie", $"device_id={_world.Browser.DeviceId}");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await _world.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_large_download_passes_in_constant_memory()
    {
        var memory = new Memory();
        using var answer = await _client.GetAsync(new Uri("/api/down", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);

        (await ReadAsync(body, memory)).ShouldBe(Size);

        memory.Report(output);
        memory.Growth.ShouldBeLessThan(MayGrow);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // chunked
    public async Task A_large_upload_passes_in_constant_memory(bool hasLength)
    {
        var memory = new Memory();
        using var body = new StreamContent(new Zeros(Size, memory));
        body.Headers.ContentLength = hasLength ? Size : null;
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/up") { Content = body, Headers = { TransferEncodingChunked = hasLength ? null : true } };

        using var answer = await _client.SendAsync(request, Cancellation);

        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe(Size.ToString(CultureInfo.InvariantCulture));
        memory.Report(output);
        memory.Growth.ShouldBeLessThan(MayGrow);
    }

    [Fact]
    public async Task A_slow_reader_slows_the_destination_and_fills_no_memory()
    {
        using var answer = await _client.GetAsync(new Uri("/api/down", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        // Nothing is read, so at some point nothing more is sent.
        long seen;
        do
        {
            seen = Interlocked.Read(ref _sent);
            await Task.Delay(500, Cancellation); // that nothing happens is no event
        } while (seen != Interlocked.Read(ref _sent) || seen is 0);
        seen.ShouldBeLessThan(32 * MB);

        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        (await ReadAsync(body, new Memory())).ShouldBe(Size);
    }

    [Fact]
    public async Task More_than_the_route_allows_is_told_413_and_not_kept()
    {
        await using var gateway = await GatewayHost.StartAsync(new Dictionary<string, string?>(_world.AllSettings) { ["ReverseProxy:Routes:api:MaxRequestBodySize"] = "1000000" }, _world.Time);
        using var client = new HttpClient { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "Cookie", $"device_id={_world.Browser.DeviceId}" } } };

        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/up") { Content = new ByteArrayContent(new byte[1_000_001]) };

        (await client.SendAsync(request, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<long> ReadAsync(Stream body, Memory memory)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, Cancellation)) > 0)
            memory.Passed(total += read);
        return total;
    }

    private async Task SendAsync(HttpContext context)
    {
        var chunk = new byte[64 * 1024];
        for (long sent = 0; sent < Size; sent += chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            Interlocked.Add(ref _sent, chunk.Length);
        }
    }

    private static async Task TakeAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var buffer = new byte[64 * 1024];
        long total = 0;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            total += read;
        await context.Response.WriteAsync(total.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Looks at the process's memory as bytes pass, garbage collected, so that what is left is kept by somebody.</summary>
    private sealed class Memory
    {
        private const long Step = 32 * MB;

        private readonly long _before = Now();
        private long _most;
        private long _next = Step;

        public long Growth => _most - _before;

        public void Passed(long total)
        {
            if (total < _next)
                return;
            _next += Step;
            _most = Math.Max(_most, Now());
        }

        public void Report(ITestOutputHelper output) => output.WriteLine($"{Size / MB} MB passed, memory grew by {Growth / MB} MB");

        private static long Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    /// <summary>So many bytes, made as they are read.</summary>
    private sealed class Zeros(long length, Memory memory) : ReadOnlyStream
    {
        private long _passed;

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, length - _passed);
            buffer.AsSpan(offset, count).Clear();
            memory.Passed(_passed += count);
            return count;
        }
    }
}
