using System.Net;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.AuthServers.Calls;

/// <summary>
/// Reads the discovery document of an OpenID Connect server (Discovery 1.0 section 4) or, where there is none, that of an OAuth 2 server
/// (RFC 8414 section 3), with the keys that it names.
/// </summary>
internal sealed class DiscoveryRetriever(HttpClient http, Uri authority, TimeSpan timeout, TimeProvider time)
    : IConfigurationRetriever<OpenIdConnectConfiguration>,
        IDocumentRetriever
{
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
            return await FindAsync(address, retriever, either.Token);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("Discovery took too long.", exception);
        }
    }

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        using var response = await http.GetAsync(address, cancel);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancel);
    }

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
