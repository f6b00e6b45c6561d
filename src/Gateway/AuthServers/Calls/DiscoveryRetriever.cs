using System.Net;
using Gateway.Tokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.AuthServers.Calls;

/// <summary>
/// Reads the discovery document of an OpenID Connect server (Discovery 1.0 section 4) or, where there is none, that of an OAuth 2 server
/// (RFC 8414 section 3), with the keys that it names. A document of another issuer is none: its server could pass for the other one.
/// </summary>
internal sealed class DiscoveryRetriever(HttpClient http, Uri authority, string issuer, Func<Uri, bool> mayBeAsked, TimeSpan timeout, TimeProvider time)
    : IConfigurationRetriever<OpenIdConnectConfiguration>,
        IDocumentRetriever
{
    private const int LongestIssuer = 200;

    private readonly string _oauthAddress = new Uri(
        authority,
        "/.well-known/oauth-authorization-server" + authority.AbsolutePath.TrimEnd('/')
    ).AbsoluteUri;

    public string Address { get; } = authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";

    // The manager passes no token on, as the reading is shared: so the deadline lies here.
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var found = await FindAsync(address, retriever, either.Token);
            return IssuerName.AreSame(found.Issuer, issuer) ? found : throw new DiscoveryException(Differs(found.Issuer));
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("Discovery took too long.", exception);
        }
    }

    // Keys as well: what travels in the clear can be changed on its way, and whoever changes the keys signs in as anybody.
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var target) || !mayBeAsked(target))
            throw new DiscoveryException("its discovery document names keys (jwks_uri) at an address that is neither https nor on loopback");
        using var response = await http.GetAsync(target, cancel);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancel);
    }

    private string Differs(string? named) =>
        named is { Length: <= LongestIssuer } && HttpText.IsPrintable(named)
            ? $"its discovery document names the issuer '{named}', not '{issuer}'"
            : $"its discovery document does not name the issuer '{issuer}'";

    private async Task<OpenIdConnectConfiguration> FindAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        try
        {
            return await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is HttpStatusCode.NotFound)
        {
            return await OpenIdConnectConfigurationRetriever.GetAsync(_oauthAddress, retriever, cancel);
        }
    }
}
