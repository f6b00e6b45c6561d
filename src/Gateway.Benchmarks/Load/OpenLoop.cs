using System.Diagnostics;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// Sends at a constant rate, whether or not answers come: a stall delays what was to be sent during it and so shows in the
/// percentiles. Latency counts from when a request was to be sent. Generators that wait for an answer first hide stalls.
/// </summary>
internal sealed class OpenLoop(Uri server, IReadOnlyList<string> cookies, int perSecond) : IDisposable
{
    private readonly Requests _requests = new(server, HttpMethod.Get);

    public async Task<IReadOnlyList<Request>> RunAsync(TimeSpan length)
    {
        var requests = new Task<Request>[(int)(length.TotalSeconds * perSecond)];
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < requests.Length; i++)
        {
            var due = begin + (i * Stopwatch.Frequency / perSecond);
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(1);
            var cookie = cookies[i % cookies.Count];
            requests[i] = Task.Run(() => _requests.SendAsync(cookie, due));
        }
        return await Task.WhenAll(requests);
    }

    public void Dispose() => _requests.Dispose();
}
