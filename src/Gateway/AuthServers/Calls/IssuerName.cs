namespace Gateway.AuthServers.Calls;

/// <summary>Who an auth server is (Discovery 1.0 section 4.3, RFC 8414 section 3.3). Some write their issuer with a slash at its end, some without.</summary>
internal static class IssuerName
{
    /// <summary>The one that an auth server has to name; null where it has no discovery.</summary>
    public static string? Of(AuthServerOptions options) => options.Issuer ?? options.Authority?.OriginalString;

    public static bool AreSame(string? one, string? other) => one is not null && other is not null && Normalize(one) == Normalize(other);

    public static string Normalize(string issuer) => (Uri.TryCreate(issuer, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : issuer).TrimEnd('/');
}
