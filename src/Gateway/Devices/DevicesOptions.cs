using Gateway.Configuration;

namespace Gateway.Devices;

/// <summary>The device cookie (RFC 6265), section <c>Gateway:Devices</c>.</summary>
public sealed class DevicesOptions : ICheckedOptions
{
    /// <summary>Name of the cookie, a token as of RFC 6265. Default <c>device_id</c>. A name that starts with <c>__Host-</c> is always sent <c>Secure</c>.</summary>
    public string CookieName { get; set; } = "device_id";

    /// <summary>The cookie's <c>SameSite</c>: <c>Lax</c> (default), <c>Strict</c> or <c>None</c> (needs https).</summary>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>Whether the cookie is <c>Secure</c>: <c>Auto</c> (default: where the request came by https), <c>Always</c> or <c>Never</c>.</summary>
    public CookieSecurity Secure { get; set; } = CookieSecurity.Auto;

    /// <summary>The cookie's <c>Domain</c>, to share it among subdomains. Default null: this host alone.</summary>
    public string? Domain { get; set; }

    /// <summary>Whether the cookie outlives the browser, until the session's end. Default false: a session cookie.</summary>
    public bool Persistent { get; set; }

    internal bool IsHostPrefixed => CookieName.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (!Devices.CookieName.IsValid(CookieName))
            yield return new($"{section}:CookieName", $"'{CookieName}' is no cookie name (RFC 6265: letters, digits and !#$%&'*+-.^_`|~)");
        if (SameSite is SameSiteMode.Unspecified)
            yield return new($"{section}:SameSite", "must be Lax, Strict or None");
        if (SameSite is SameSiteMode.None && Secure is CookieSecurity.Never)
            yield return new($"{section}:SameSite", "None needs a Secure cookie, but Secure is Never: browsers would drop the cookie");
        if (Domain is { Length: > 0 } && Uri.CheckHostName(Domain.TrimStart('.')) is not UriHostNameType.Dns)
            yield return new($"{section}:Domain", $"'{Domain}' is no domain name, such as example.com");
        if (IsHostPrefixed && (Domain is not (null or "") || Secure is CookieSecurity.Never))
            yield return new($"{section}:CookieName", "a __Host- cookie has no Domain and must be Secure (RFC 6265bis section 4.1.3)");
    }
}
