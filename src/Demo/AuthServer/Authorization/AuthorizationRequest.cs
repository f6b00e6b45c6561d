using System.Collections.Immutable;

using Demo.AuthServer.Sso;
namespace Demo.AuthServer.Authorization;

/// <summary>A request for a code that may be answered (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1).</summary>
internal sealed record AuthorizationRequest
{
    public required string RedirectUri { get; init; }

    /// <summary>The S256 challenge of RFC 7636, which is wanted of every client.</summary>
    public required string CodeChallenge { get; init; }

    public required ImmutableHashSet<string> Scopes { get; init; }

    public required ImmutableHashSet<string> Prompts { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string? LoginHint { get; init; }

    /// <summary>How long ago the person may have signed in here.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The name under which it was handed in beforehand (RFC 9126); null where it came with the browser.</summary>
    public string? PushedAs { get; init; }

    public bool MayAsk => !Prompts.Contains("none");

    /// <returns>True where <paramref name="session"/> answers this request, and nobody has to be asked for a password.</returns>
    public bool IsAnsweredBy(SsoSession session, DateTimeOffset now) =>
        !Prompts.Contains("login") && !(now - session.SignedInAt > MaxAge);
}
