using System.Diagnostics;

namespace Gateway.Benchmarks.Load;

/// <summary>Sends requests with cookies and tells how each went.</summary>
internal sealed class Requests(Uri server, HttpMethod method, string path = "/api/orders?page=2") : IDisposable
{
    private readonly Uri _address = new(server, path);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseCookies = false });

    /// <param name="cookie">Whose request it is.</param>
    /// <param name="due">When it was to be sent, a timestamp.</param>
    public async Task<Request> SendAsync(string cookie, long due)
    {
        using var request = new HttpRequestMessage(method, _address);
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        try
        {
            using var answer = await _client.SendAsync(request, CancellationToken.None);
            await answer.Content.CopyToAsync(Stream.Null);
            return new(due, Stopwatch.GetElapsedTime(due), IsGood: answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            return new(due, Stopwatch.GetElapsedTime(due), IsGood: false);
        }
    }

    /// <summary>One request of each, evenly within <paramref name="length"/>; zero: all at once.</summary>
    public Task<Request[]> SendAllAsync(IReadOnlyList<string> cookies, TimeSpan length) => Pace.RunAsync(cookies.Count, length, (number, due) => SendAsync(cookies[number], due));

    public void Dispose() => _client.Dispose();
}
