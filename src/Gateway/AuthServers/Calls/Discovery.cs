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
    private readonly DiscoveryRetriever _retriever;
    private readonly Func<Uri, bool> _mayBeSentTokens;
    private readonly Lock _gate = new();
    private volatile ConfigurationManager<OpenIdConnectConfiguration> _manager;
    private Task<Outcome<OpenIdConnectConfiguration>>? _flight;
    private Task<Outcome<OpenIdConnectConfiguration>>? _renewal;

    public Discovery(Uri authority, string issuer, Func<Uri, bool> mayBeSentTokens, HttpClient http, TimeSpan timeout, TimeProvider time)
    {
        _retriever = new DiscoveryRetriever(http, authority, issuer, mayBeSentTokens, timeout, time);
        _manager = NewManager();
        _mayBeSentTokens = mayBeSentTokens;
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
    /// What there is beyond <paramref name="known"/>, whose keys may have been rolled over: what others have found or are about to find, else what the
    /// server says now. Null where <paramref name="looks"/> does not allow to ask it: whoever sends tokens of keys that there are not must not make it
    /// work. Its faults are those of <see cref="GetAsync"/>.
    /// </summary>
    public async Task<Renewal?> RenewAsync(OpenIdConnectConfiguration known, Allowance looks, CancellationToken cancellationToken)
    {
        if (await GetAsync(cancellationToken) is var current && !ReferenceEquals(current, known))
            return new Renewal(current, IsOwn: false);
        var (renewal, isOwn) = JoinRenewal(looks);
        if (renewal is null)
            return null;
        var outcome = await renewal.WaitAsync(cancellationToken);
        outcome.ThrowIfException();
        return new Renewal(outcome.Result!, isOwn);
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

    private (Task<Outcome<OpenIdConnectConfiguration>>? Renewal, bool IsOwn) JoinRenewal(Allowance looks)
    {
        lock (_gate)
        {
            if (_renewal is { IsCompleted: false })
                return (_renewal, false);
            return looks.TryTake() ? (_renewal = ReadAnewAsync(), true) : (null, false);
        }
    }

    // A new manager, for the old one does not ask again before five minutes of its own clock have passed.
    private async Task<Outcome<OpenIdConnectConfiguration>> ReadAnewAsync()
    {
        var manager = NewManager();
        var outcome = await ReadAsync(manager);
        if (outcome.Exception is null)
            _manager = manager;
        return outcome;
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
            var cause = exception.InnerException is HttpRequestException or TimeoutException or DiscoveryException ? exception.InnerException : null;
            return Outcome.FromException<OpenIdConnectConfiguration>(cause ?? new DiscoveryException("its discovery document cannot be used", exception));
        }
    }
}
