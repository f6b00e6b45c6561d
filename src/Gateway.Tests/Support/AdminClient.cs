using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Admin;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Support;

/// <summary>Somebody who holds the key of a gateway's admin listener.</summary>
public sealed class AdminClient(GatewayHost gateway) : IDisposable
{
    public const string Key = "a-key-for-tests-of-more-than-32-characters";

    /// <summary>The one that it may be changed for.</summary>
    public const string AnotherKey = "another-key-for-tests-of-more-than-32-characters";

    private readonly HttpClient _client = new() { BaseAddress = AddressOf(gateway), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };

    /// <summary>Switches the admin listener on.</summary>
    public static void Allow(Dictionary<string, string?> settings) =>
        (settings["Gateway:Admin:Url"], settings["Gateway:Admin:Key"]) = ("http://127.0.0.1:0", Key);

    /// <summary>Where a gateway's admin listener listens.</summary>
    public static Uri AddressOf(GatewayHost gateway) => new(gateway.Services.GetRequiredService<AdminServer>().Address!);

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    public Task<HttpResponseMessage> DeleteAsync(string path) => _client.DeleteAsync(path);

    public async Task<List<JsonElement>> ListAsync(string query) =>
        [.. (await (await GetAsync("/sessions" + query)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray()];

    public void Dispose() => _client.Dispose();
}
