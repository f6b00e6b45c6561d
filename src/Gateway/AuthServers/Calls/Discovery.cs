using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Polly;

namespace Gateway.AuthServers.Calls;

/// <summary>
/// The endpoints of an auth server with discovery. They are asked for when they are first needed, once for all who need them,
/// and kept and renewed by <see cref="ConfigurationManager{T}"/> from then on.
/// </summary>
internal sealed class Discovery
{
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _manager;
    private readonly Func<Uri, bool> _mayBeSentTokens;
    private readonly Lock _gate = new();
    private Task<Outcome<OpenIdConnectConfiguration>>? _flight;

    public Discovery(Uri authority, Func<Uri, bool> mayBeSentTokens, HttpClient http, TimeSpan timeout, TimeProvider time)
    {
        var retriever = new DiscoveryRetriever(http, authority, timeout, time);
        _manager = new ConfigurationManager<OpenIdConnectConfiguration>(retriever.Address, retriever, retriever);
        _mayBeSentTokens = mayBeSentTokens;
    }

    public Task<Uri?> TokenEndpointAsync(CancellationToken cancellationToken) => EndpointAsync(found => found.TokenEndpoint, cancellationToken);

    public Task<Uri?> RevocationEndpointAsync(CancellationToken cancellationToken) =>
        EndpointAsync(found => found.RevocationEndpoint, cancellationToken);

    /// <summary>All that is discovered. Its faults are those of HTTP, a timeout, or a <see cref="DiscoveryException"/>.</summary>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken)
    {
        var outcome = await FlightAsync().WaitAsync(cancellationToken);
        outcome.ThrowIfException();
        return outcome.Result!;
    }

    private async Task<Uri?> EndpointAsync(Func<OpenIdConnectConfiguration, string?> select, CancellationToken cancellationToken)
    {
        var address = select(await GetAsync(cancellationToken));
        return Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && _mayBeSentTokens(endpoint) ? endpoint : null;
    }

    private Task<Outcome<OpenIdConnectConfiguration>> FlightAsync()
    {
        lock (_gate)
            return _flight is { IsCompleted: false } ? _flight : _flight = FlyAsync();
    }

    // An outcome, not an exception: whoever asked may have left, and nobody would observe it.
    private async Task<Outcome<OpenIdConnectConfiguration>> FlyAsync()
    {
        try
        {
            return Outcome.FromResult(await _manager.GetConfigurationAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            var cause = exception.InnerException is HttpRequestException or TimeoutException ? exception.InnerException : new DiscoveryException(exception);
            return Outcome.FromException<OpenIdConnectConfiguration>(cause);
        }
    }
}
