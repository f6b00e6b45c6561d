using Gateway.Proxy;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Tests.Proxy;

/// <summary>What a warm request costs inside the gateway: no wait, no allocation, no lock. The objects are those of a running gateway.</summary>
[Collection(typeof(RunsAlone))]
public sealed class WarmPathTests : IAsyncLifetime
{
    private const int Requests = 10_000;
    private const int Threads = 8;
    private const int Few = 20; // seen: 4 or 5; with a lock around the look into the cache 40 to 50
    private const int Sessions = 16; // of one user, who may have 20

    private World _world = null!;
    private SessionTransform _transform = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow); // so that it is counted as well
        _transform = ActivatorUtilities.CreateInstance<SessionTransform>(_world.Gateway.Services, SessionRoute.Read(new RouteConfig { RouteId = "api" }, []));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("device_id={0}")]
    [InlineData("device_id=\"{0}\"; DEVICE_ID=x")]
    public async Task It_allocates_nothing(string cookies)
    {
        var request = Request(cookies, await SignInAsync());
        _world.Gateway.Services.GetService<MeterProvider>().ShouldNotBeNull();
        Send(request, times: Requests).ShouldBe(Requests); // what is made once is made now

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(request, times: Requests);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task Beside_other_cookies_it_allocates_their_header_only()
    {
        var others = string.Join("; ", Enumerable.Range(0, 10).Select(i => $"cookie{i}=value{i}"));
        var request = Request(others + "; device_id={0}", await SignInAsync());
        Send(request, times: Requests).ShouldBe(Requests);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(request, times: Requests);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
        each.ShouldBeLessThan(3 * sizeof(char) * others.Length); // the text, and the builder that it is put together in
    }

    [Fact]
    public async Task Many_threads_do_not_wait_for_each_other()
    {
        var devices = new List<string>();
        for (var i = 0; i < Sessions; i++)
            devices.Add(await SignInAsync());

        // The counter is the whole process's, which does a little else, and threads that start and end wait for each other as well.
        var (idle, busy) = (Median(() => ContentionsOf(devices, 0)), Median(() => ContentionsOf(devices, 5 * Requests)));
        busy.ShouldBeLessThan(idle + Few, $"{idle} without a request");
    }

    private static long Median(Func<long> measure) => Enumerable.Range(0, 9).Select(_ => measure()).Order().ElementAt(4);

    private long ContentionsOf(IReadOnlyList<string> devices, int requestsEach)
    {
        using var start = new Barrier(Threads);
        var passed = 0;
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() => Work(number))).ToList();
        var before = Monitor.LockContentionCount;
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        passed.ShouldBe(Threads * requestsEach);
        return Monitor.LockContentionCount - before;

        void Work(int number)
        {
            var requests = devices.Select(device => Request("device_id={0}", device)).ToList();
            start.SignalAndWait();
            var own = 0;
            for (var i = 0; i < requestsEach; i++)
                own += Send(requests[(number + i) % requests.Count], times: 1);
            Interlocked.Add(ref passed, own);
        }
    }

    private async Task<string> SignInAsync()
    {
        var browser = _world.NewBrowser();
        await _world.SignInAsync(browser);
        return browser.DeviceId.ShouldNotBeNull();
    }

    /// <summary>How many of them have passed without a wait.</summary>
    private int Send(RequestTransformContext request, int times)
    {
        var passed = 0;
        var headers = request.ProxyRequest.Headers;
        string? cookies = request.HttpContext.Request.Headers.Cookie;
        for (var i = 0; i < times; i++)
        {
            headers.Remove("Cookie");
            headers.TryAddWithoutValidation("Cookie", cookies); // as YARP copies it
            if (_transform.ApplyAsync(request).AsTask().IsCompletedSuccessfully && headers.NonValidated.Contains("Authorization"))
                passed++;
        }
        return passed;
    }

    private static RequestTransformContext Request(string cookies, string device)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = cookies.Replace("{0}", device, StringComparison.Ordinal);
        return new RequestTransformContext { HttpContext = http, ProxyRequest = new HttpRequestMessage() };
    }
}
