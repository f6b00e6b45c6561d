using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;

namespace Demo.AuthServer.Clients;

/// <summary>
/// The one client, as it is registered; words of OpenID Connect Dynamic Client Registration 1.0 section 2. It can be completed while
/// the server runs: a gateway knows its address only when it listens.
/// </summary>
public sealed class RegisteredClient
{
    private readonly ConcurrentDictionary<string, bool> _redirectUris = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _postLogoutRedirectUris = new(StringComparer.Ordinal);

    internal RegisteredClient(DemoAuthServerOptions options)
    {
        Id = options.ClientId;
        Secret = options.ClientSecret;
        PublicKey = options.ClientPublicKey;
    }

    public string Id { get; }

    /// <summary>Null makes the client a public one, unless it has a key.</summary>
    public string? Secret { get; }

    /// <summary>Where it is set the client authenticates by <c>private_key_jwt</c> and in no other way.</summary>
    public SecurityKey? PublicKey { get; set; }

    /// <summary>Where logout tokens are posted to; null: nowhere.</summary>
    public Uri? BackchannelLogoutUri { get; set; }

    /// <summary>Compared as text, as OpenID Connect Core section 3.1.2.1 wants it.</summary>
    public void AddRedirectUri(string uri) => _redirectUris[uri] = true;

    public void AddPostLogoutRedirectUri(string uri) => _postLogoutRedirectUris[uri] = true;

    /// <summary>All that a gateway at this address needs: its callback, its start page after a logout, its end of the back channel.</summary>
    public void AddGateway(Uri address)
    {
        AddRedirectUri(new Uri(address, "/auth/callback").AbsoluteUri);
        AddPostLogoutRedirectUri(new Uri(address, "/").AbsoluteUri);
        BackchannelLogoutUri = new Uri(address, "/auth/backchannel-logout");
    }

    internal bool MayBeSentTo(string redirectUri) => _redirectUris.ContainsKey(redirectUri);

    internal bool MayReturnTo(string postLogoutRedirectUri) => _postLogoutRedirectUris.ContainsKey(postLogoutRedirectUri);
}
