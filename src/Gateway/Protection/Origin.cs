using System.Buffers;

namespace Gateway.Protection;

/// <summary>Reads origins (RFC 6454 section 6.2): scheme, host and perhaps a port, nothing else.</summary>
internal static class Origin
{
    private static readonly SearchValues<char> NeverInAuthority = SearchValues.Create("/?#@\\* ");

    /// <summary>The origin that <paramref name="text"/> is, or null: also for <c>null</c>, which is the origin of pages that have none.</summary>
    public static Uri? Parse(string? text) =>
        text?.Split("://", 2) is ["http" or "https", { Length: > 0 } authority]
        && !authority.AsSpan().ContainsAny(NeverInAuthority)
        && Uri.TryCreate(text, UriKind.Absolute, out var origin)
            ? origin
            : null;

    /// <summary>Whether both name one origin; however they spell a host or a default port.</summary>
    public static bool AreSame(Uri one, Uri other) => one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost == other.IdnHost;
}
