using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Support.Providers;

/// <summary>An OpenID Connect provider that we did not write: oidc-provider of npm, in a process of node.</summary>
public sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "gateway";
    public const string ClientSecret = "the-secret-of-the-gateway";

    private readonly HttpClient _client = new();
    private readonly Process _process;

    private OidcProvider(Process process) => _process = process;

    private static string Folder => Path.Combine(Repository.Root, "src", "Gateway.Tests", "Support", "Providers", "OidcProvider");

    /// <summary>Skips the test where it cannot run.</summary>
    public static void SkipUnlessThere()
    {
        Assert.SkipUnless(Executables.Find("node") is not null, "node is not on PATH");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), $"oidc-provider is not installed: run npm ci in {Path.GetRelativePath(Repository.Root, Folder)}");
    }

    /// <param name="port">Where it listens.</param>
    /// <param name="gateway">Where the gateway is, the one client that it knows.</param>
    /// <param name="clientKey">A public key (JWK) that the client proves itself by, in the place of its secret.</param>
    public static async Task<OidcProvider> StartAsync(int port, Uri gateway, string? clientKey = null)
    {
        var told = JsonSerializer.Serialize(
            new
            {
                port,
                callback = new Uri(gateway, "/auth/callback"),
                backchannel = new Uri(gateway, "/auth/backchannel-logout"),
                clientKey = clientKey is null ? null : JsonDocument.Parse(clientKey),
            }
        );
        var process = Executables.Start("node", ["server.js", told], Folder);
        var provider = new OidcProvider(process);
        process.ErrorDataReceived += (_, _) => { }; // read, so that the pipe never fills
        process.BeginErrorReadLine();
        if (await process.StandardOutput.ReadLineAsync() is null)
            throw new InvalidOperationException($"oidc-provider ended with {process.ExitCode}");
        provider._client.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        return provider;
    }

    /// <summary>What the provider says of a token (RFC 7662).</summary>
    public async Task<bool> IsActiveAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token/introspection") { Content = new FormUrlEncodedContent([new("token", token)]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ClientId}:{ClientSecret}")));
        using var answer = await _client.SendAsync(request);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("active").GetBoolean();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
