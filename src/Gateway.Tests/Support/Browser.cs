using System.Net;
using System.Net.Http.Json;

namespace Gateway.Tests.Support;

/// <summary>A browser as far as the gateway sees it: keeps cookies, follows no redirect by itself.</summary>
public sealed class Browser : IDisposable
{
    /// <summary>What a browser says where a page is to be shown.</summary>
    public static readonly (string Name, string Value)[] AsPage = [("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")];

    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;

    public Browser(Uri address) =>
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false, MaxConnectionsPerServer = 256 })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };

    /// <summary>The device cookie, or null.</summary>
    public string? DeviceId
    {
        get => _cookies.GetCookies(_client.BaseAddress!)["device_id"]?.Value;
        set => _cookies.Add(_client.BaseAddress!, new Cookie("device_id", value));
    }

    /// <summary>Names of all cookies that it holds.</summary>
    public IEnumerable<string> CookieNames => _cookies.GetAllCookies().Select(cookie => cookie.Name);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) => await _client.GetAsync(path, cancellationToken);

    public Task<HttpResponseMessage> PostJsonAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public Task<HttpResponseMessage> PostAsync(string path) => SendAsync(HttpMethod.Post, path, null);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request);
    }

    public void Dispose() => _client.Dispose();
}
