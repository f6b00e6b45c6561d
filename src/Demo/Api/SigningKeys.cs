using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Demo.Api;

/// <summary>The issuer's name and public keys, fetched by discovery and again when a token names a key that is not among them.</summary>
internal sealed class SigningKeys(Uri authority, TimeProvider time) : IDisposable
{
    // Else anybody could make us ask the auth server again with each made-up key id.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new() { BaseAddress = authority, Timeout = TimeSpan.FromSeconds(10) };
    private Fetched? _fetched;

    private Fetched Current => _fetched ?? throw new InvalidOperationException("The keys have not been fetched.");

    public string Issuer => Current.Issuer;

    public IEnumerable<SecurityKey> All => Current.Keys;

    public bool MayHaveChanged(string? keyId) =>
        time.GetUtcNow() - Current.At >= ShortestInterval
        && !Current.Keys.Any(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal));

    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        var configuration = JsonNode.Parse(await _client.GetStringAsync("/.well-known/openid-configuration", cancellationToken))!;
        var keys = await _client.GetStringAsync(configuration["jwks_uri"]!.GetValue<string>(), cancellationToken);
        _fetched = new Fetched(configuration["issuer"]!.GetValue<string>(), new JsonWebKeySet(keys).GetSigningKeys(), time.GetUtcNow());
    }

    public void Dispose() => _client.Dispose();

    private sealed record Fetched(string Issuer, IList<SecurityKey> Keys, DateTimeOffset At);
}
