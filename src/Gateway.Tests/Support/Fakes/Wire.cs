using System.Net.Http.Json;
using System.Text;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Talks to a server as a bare HTTP client does: no redirects, no cookie jar.</summary>
public sealed class Wire(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<WireAnswer> GetAsync(string path, params ReadOnlySpan<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<WireAnswer> PostAsync(string path, HttpContent? content, params ReadOnlySpan<(string Name, string Value)> headers) =>
        SendAsync(HttpMethod.Post, path, content, headers);

    public Task<WireAnswer> PostJsonAsync(string path, object body) => PostAsync(path, JsonContent.Create(body));

    public Task<WireAnswer> PostTextAsync(string path, string body, string contentType) =>
        PostAsync(path, new StringContent(body, Encoding.UTF8, contentType));

    public Task<WireAnswer> PostFormAsync(string path, params ReadOnlySpan<(string Name, string Value)> fields) =>
        PostAsync(path, Form(fields));

    public Task<WireAnswer> PutJsonAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body), []);

    public Task<WireAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();

        return SendAsync(request);
    }

    public static FormUrlEncodedContent Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (var (name, value) in fields)
            pairs.Add(new(name, value));

        return new FormUrlEncodedContent(pairs);
    }

    private async Task<WireAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await _client.SendAsync(request, Cancellation);
            return new WireAnswer(answer.StatusCode, answer.Headers, await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }

    public void Dispose() => _client.Dispose();
}
