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
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(10);

    private readonly DiscoveryRetriever _retriever;
    private readonly Func<Uri, bool> _mayBeSentTokens;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private volatile ConfigurationManager<OpenIdConnectConfiguration> _manager;
    private DateTimeOffset _renewedAt = DateTimeOffset.MinValue;
    private Task<Outcome<OpenIdConnectConfiguration>>? _flight;

    public Discovery(Uri authority, Func<Uri, bool> mayBeSentTokens, HttpClient http, TimeSpan timeout, TimeProvider time)
    {
        _retriever = new DiscoveryRetriever(http, authority, timeout, time);
        _manager = NewManager();
        (_mayBeSentTokens, _time) = (mayBeSentTokens, time);
    }

    /// <summary>Who the server says it is; null while nothing has been discovered.</summary>
    public string? Issuer { get; private set; }

    public Task<Uri?> TokenEndpointAsync(CancellationToken cancellationToken) => EndpointAsync(found => found.TokenEndpoint, cancellationToken);

    public Task<Uri?> RevocationEndpointAsync(CancellationToken cancellationToken) =>
        EndpointAsync(found => found.RevocationEndpoint, cancellationToken);

    /// <summary>All that is discovered. Its faults are those of HTTP, a timeout, or a <see cref="DiscoveryException"/>.</summary>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken)
    {
        var outcome = await FlightAsync().WaitAsync(cancellationToken);
        outcome.ThrowIfException();
        Issuer = outcome.Result!.Issuer;
        return outcome.Result;
    }

    /// <summary>
    /// What is discovered now, keys included, where they may have been rolled over. Null where that cannot be found out, or was tried a moment ago:
    /// whoever sends tokens of keys that there are not must not make the server work.
    /// </summary>
    public async Task<OpenIdConnectConfiguration?> RenewAsync()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - _renewedAt < BetweenRenewals)
                return null;
            _renewedAt = now;
        }
        // A new one, for the old one does not ask again before five minutes of its own clock have passed.
        var manager = NewManager();
        if ((await ReadAsync(manager)).Result is not { } renewed)
            return null;
        _manager = manager;
        return renewed;
    }

    /// <summary><paramref name="address"/>, where it is one that tokens may be sent to.</summary>
    public Uri? Endpoint(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var endpoint) && _mayBeSentTokens(endpoint) ? endpoint : null;

    private async Task<Uri?> EndpointAsync(Func<OpenIdConnectConfiguration, string?> select, CancellationToken cancellationToken) =>
        Endpoint(select(await GetAsync(cancellationToken)));

    private ConfigurationManager<OpenIdConnectConfiguration> NewManager() => new(_retriever.Address, _retriever, _retriever);

    private Task<Outcome<OpenIdConnectConfiguration>> FlightAsync()
    {
        lock (_gate)
            return _flight is { IsCompleted: false } ? _flight : _flight = ReadAsync(_manager);
    }

    // An outcome, not an exception: whoever asked may have left, and nobody would observe it.
    private static async Task<Outcome<OpenIdConnectConfiguration>> ReadAsync(ConfigurationManager<OpenIdConnectConfiguration> manager)
    {
        try
        {
            return Outcome.FromResult(await manager.GetConfigurationAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            var cause = exception.InnerException is HttpRequestException or TimeoutException ? exception.InnerException : new DiscoveryException(exception);
            return Outcome.FromException<OpenIdConnectConfiguration>(cause);
        }
    }
}
