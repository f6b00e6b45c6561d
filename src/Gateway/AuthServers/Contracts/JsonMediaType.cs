using Microsoft.Net.Http.Headers;

namespace Gateway.AuthServers.Contracts;

/// <summary>Media types that say that a body is JSON: <c>application/json</c> and <c>…+json</c> (RFC 6839 section 3.1).</summary>
internal static class JsonMediaType
{
    public static bool Matches(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MatchesMediaType("application/json") || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
}
