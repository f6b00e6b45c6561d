using System.Collections.Concurrent;

namespace Demo.AuthServer.Authorization;

/// <summary>Requests that the client has handed in beforehand (RFC 9126), each kept until it is answered or too old.</summary>
internal sealed class PushedRequests(TimeProvider time)
{
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(1);

    private const string Prefix = "urn:ietf:params:oauth:request_uri:";

    private readonly ConcurrentDictionary<string, (AuthorizationRequest Request, DateTimeOffset ExpiresAt)> _requests = new(StringComparer.Ordinal);

    public string Add(AuthorizationRequest request)
    {
        var uri = Prefix + OpaqueToken.New();
        _requests[uri] = (request with { PushedAs = uri }, time.GetUtcNow() + Lifetime);
        return uri;
    }

    public AuthorizationRequest? Find(string requestUri) =>
        _requests.TryGetValue(requestUri, out var pushed) && pushed.ExpiresAt > time.GetUtcNow() ? pushed.Request : null;

    /// <summary>From here on it is unknown: a code has been sent for it.</summary>
    public void Remove(AuthorizationRequest request)
    {
        if (request.PushedAs is { } uri)
            _requests.TryRemove(uri, out _);
    }
}
