using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Gateway.Benchmarks.Servers;

/// <summary>
/// An auth server with JSON endpoints. A sign-in may say when its access token shall end; a refresh takes as long as it was
/// told, and it is remembered when that was. The same call by somebody else costs this process what a refresh costs a gateway.
/// </summary>
internal sealed class AuthServerEndpoints(TimeSpan latency, double lifetimeSeconds, TimeSpan work)
{
    // As long as a signed token with a few claims. What it says is nobody's business here.
    private const int AccessTokenBytes = 300;

    private readonly ConcurrentQueue<RefreshCall> _calls = new();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/login", (SignInRequest request) => NewGrant(request.ExpiresIn ?? lifetimeSeconds));
        endpoints.MapPost("/refresh", RefreshAsync);
        endpoints.MapPost("/somebody-else", WorkAsync);
        endpoints.MapGet("/refreshes", () => _calls.ToArray());
    }

    private async Task<Grant> RefreshAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        await Task.Delay(latency);
        _calls.Enqueue(new RefreshCall(begin, Stopwatch.GetTimestamp()));
        return NewGrant(lifetimeSeconds);
    }

    private async Task<Grant> WorkAsync()
    {
        await Task.Delay(latency);
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < work; )
            Thread.SpinWait(50);
        return NewGrant(lifetimeSeconds);
    }

    private static Grant NewGrant(double expiresIn) => new(NewToken(AccessTokenBytes), NewToken(32), expiresIn);

    private static string NewToken(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
