namespace Gateway.Benchmarks.Load;

/// <summary>
/// Sends at a constant rate, whether or not answers come: a stall delays what was to be sent during it and so shows in the
/// percentiles. Latency counts from when a request was to be sent. Generators that wait for an answer first hide stalls.
/// </summary>
internal sealed class OpenLoop(Uri server, IReadOnlyList<string> cookies, int perSecond) : IDisposable
{
    private readonly Requests _requests = new(server, HttpMethod.Get);

    public Task<Request[]> RunAsync(TimeSpan length) =>
        Pace.RunAsync((int)(length.TotalSeconds * perSecond), length, (number, due) => _requests.SendAsync(cookies[number % cookies.Count], due));

    public void Dispose() => _requests.Dispose();
}
