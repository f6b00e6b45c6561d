namespace Gateway.AuthServers.Checks;

/// <summary>Where tokens may be sent: https anywhere, http on loopback or where it is allowed.</summary>
internal static class AddressCheck
{
    public static bool MayBeSentTokens(Uri address, bool allowHttp) =>
        address.Scheme is "https" || (address.Scheme is "http" && (allowHttp || address.IsLoopback));

    public static string? Explain(Uri? address, bool allowHttp)
    {
        if (address is null)
            return null;
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            return $"'{address.OriginalString}' is no absolute http or https URL";
        if (address.UserInfo.Length > 0)
            return "must not hold a user name or password; use ClientId and ClientSecret, or Headers";
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
            return $"'{address.OriginalString}' must not have a query or a fragment";
        return MayBeSentTokens(address, allowHttp)
            ? null
            : $"'{address.OriginalString}' is http, and not on loopback: tokens would travel in the clear. Use https, or AllowHttp on a closed network";
    }
}
