using Gateway.Devices;

namespace Gateway.Protection;

/// <summary>Tells at start of trusted origins that will come without the cookie.</summary>
internal static partial class SameSiteWarning
{
    /// <summary>Warns of each origin whose pages are of another site than the cookie, which then is not sent (RFC 6265bis section 5.2).</summary>
    public static void Warn(ProtectionOptions protection, DevicesOptions devices, ILogger log)
    {
        var origins = protection.Origins.ToList();
        if (devices.SameSite is SameSiteMode.None)
        {
            if (origins.Count > 0 && devices.Secure is CookieSecurity.Auto)
                LogNeedsHttps(log);
            return;
        }
        // Without a Domain our own site is not known before a request comes, but two sites cannot both be ours.
        if ((devices.Domain is { Length: > 0 } domain ? domain.Trim('.') : origins.FirstOrDefault()?.IdnHost) is not { } own)
            return;
        foreach (var origin in origins.Where(origin => SiteOf(origin.IdnHost) != SiteOf(own)))
            LogCannotWork(log, origin.GetLeftPart(UriPartial.Authority), devices.SameSite, own);
    }

    // A site is at least the last two labels of a host, so where these differ the sites do; a public suffix of two labels may hide others.
    private static string SiteOf(string host) => string.Join('.', host.ToLowerInvariant().Split('.')[^Math.Min(2, host.Split('.').Length)..]);

    [LoggerMessage(
        1001,
        LogLevel.Warning,
        "Gateway:Protection:TrustedOrigins has {Origin}, but Gateway:Devices:SameSite is {SameSite}: browsers send the cookie to no other site than {Site}. None would let them, over https"
    )]
    private static partial void LogCannotWork(ILogger log, string origin, SameSiteMode sameSite, string site);

    [LoggerMessage(
        1002,
        LogLevel.Warning,
        "Gateway:Devices:SameSite is None for Gateway:Protection:TrustedOrigins, but Secure is Auto: a cookie that is set over http is dropped by browsers. Always says that all is https"
    )]
    private static partial void LogNeedsHttps(ILogger log);
}
