using BenchmarkDotNet.Attributes;
using Gateway.Proxy;
using Gateway.Sessions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Benchmarks.HotPath;

/// <summary>What the gateway does to a warm request that YARP does not, beside a transform that adds a header it always knew.</summary>
public class WarmRequest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-benchmarks-").FullName;
    private readonly string _authorization = "Bearer " + new string('a', 400);
    private readonly RequestTransformContext _context = new() { HttpContext = new DefaultHttpContext(), ProxyRequest = new HttpRequestMessage() };
    private string _cookie = "";
    private WebApplication _gateway = null!;
    private RequestTransform _session = null!;
    private RequestTransform _constant = null!;

    /// <summary>Other cookies beside ours.</summary>
    [Params(0, 3)]
    public int OtherCookies { get; set; }

    // The in-process toolchain does not wait for an asynchronous setup.
#pragma warning disable VSTHRD002
    /// <summary>Starts a gateway and opens a session there.</summary>
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    /// <summary>Ends the gateway.</summary>
    [GlobalCleanup]
    public void Stop() => StopAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    private async Task StartAsync()
    {
        string[] args = ["--urls=http://127.0.0.1:0", $"--contentRoot={_folder}", $"--Gateway:Redis:DataDirectory={_folder}", "--Gateway:Sessions:CacheMaxAge=00:10:00"];
        _gateway = GatewayApplication.Create(args);
        await _gateway.StartCheckedAsync();
        var session = SomeSession.New();
        if (await _gateway.Services.GetRequiredService<SessionStore>().OpenAsync(session) is not StoreAnswer.Current)
            throw new BenchmarkException("The session could not be stored.");
        _session = ActivatorUtilities.CreateInstance<SessionTransform>(_gateway.Services, SessionRoute.Read(new RouteConfig { RouteId = "api" }, []));
        _constant = new RequestHeaderValueTransform("Authorization", _authorization, append: false);
        _cookie = string.Join("; ", Enumerable.Range(0, OtherCookies).Select(i => $"cookie{i}=value{i}").Append($"device_id={session.Device.Reveal()}"));
        _context.HttpContext.Request.Headers.Cookie = _cookie;
    }

    private async Task StopAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The header alone.</summary>
    [Benchmark(Baseline = true)]
    public bool ConstantHeader() => Apply(_constant);

    /// <summary>Find the cookie and its session, see that it is fresh, add the header, take the cookie out.</summary>
    [Benchmark]
    public bool Session() => Apply(_session);

    // As YARP hands it over: the client's headers copied, our own not there yet.
    private bool Apply(RequestTransform transform)
    {
        var headers = _context.ProxyRequest.Headers;
        headers.Remove("Authorization");
        headers.Remove("Cookie");
        headers.TryAddWithoutValidation("Cookie", _cookie);
        return transform.ApplyAsync(_context).AsTask().IsCompleted;
    }
}
