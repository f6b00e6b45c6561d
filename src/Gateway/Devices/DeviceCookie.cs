using System.Text;
using Microsoft.Extensions.Options;

namespace Gateway.Devices;

/// <summary>Finds, sets, clears and hides the device cookie. Reads the raw header, so that the warm request allocates nothing.</summary>
public sealed class DeviceCookie(IOptions<DevicesOptions> options)
{
    private readonly DevicesOptions _options = options.Value;

    /// <summary>Name of the cookie.</summary>
    public string Name => _options.CookieName;

    /// <summary>The value that the browser sent, empty where it sent none that can be an id. Of several, the first of these counts.</summary>
    public ReadOnlySpan<char> Find(HttpRequest request)
    {
        foreach (var header in request.Headers.Cookie)
        {
            var pairs = new CookiePairs(header);
            while (pairs.MoveNext())
                if (pairs.Name.SequenceEqual(Name) && DeviceId.IsWellFormed(pairs.Value))
                    return pairs.Value;
        }
        return default;
    }

    /// <summary>The id that the browser sent, or null where there is none or a malformed one.</summary>
    public DeviceId? Read(HttpRequest request) => DeviceId.Parse(Find(request));

    /// <summary>Whether the browser sent the cookie at all, well-formed or not.</summary>
    private bool IsPresent(HttpRequest request)
    {
        foreach (var header in request.Headers.Cookie)
            if (Has(header, Name))
                return true;
        return false;
    }

    /// <summary>Gives the browser its id.</summary>
    public void Append(HttpContext context, DeviceId id, DateTimeOffset expiry) =>
        context.Response.Cookies.Append(Name, id.Reveal(), Attributes(context, _options.Persistent ? expiry : null));

    /// <summary>Takes the cookie away from a browser that sent one, for it is of no more use.</summary>
    public void Clear(HttpContext context)
    {
        if (IsPresent(context.Request))
            context.Response.Cookies.Delete(Name, Attributes(context, expires: null));
    }

    /// <summary>Whether a Cookie header holds our cookie, in any spelling.</summary>
    public bool IsIn(string header) => Has(header, Name);

    /// <summary>A Cookie header without ours; empty where nothing is left.</summary>
    public string Strip(string header) => Without(header, Name);

    /// <summary>A Cookie header without the cookies called <paramref name="name"/>. Where nothing is left, nothing is allocated.</summary>
    public static string Without(string header, string name)
    {
        StringBuilder? kept = null;
        foreach (var range in header.AsSpan().Split(';'))
        {
            var pair = header.AsSpan(range).Trim();
            if (pair.IsEmpty || Has(pair, name))
                continue;
            kept = kept is null ? new StringBuilder(header.Length) : kept.Append("; ");
            kept.Append(pair);
        }
        return kept?.ToString() ?? "";
    }

    /// <summary>Whether a <c>Set-Cookie</c> header sets our cookie.</summary>
    public bool IsSetBy(string setCookie)
    {
        var pair = setCookie.AsSpan().TrimStart();
        var equals = pair.IndexOf('=');
        // A nameless cookie "=device_id=x" is sent back as "device_id=x" (RFC 6265bis section 5.7).
        return equals is 0 ? IsSetBy(pair[1..].ToString()) : equals > 0 && IsSame(pair[..equals].Trim(), Name);
    }

    private static bool Has(ReadOnlySpan<char> header, string name)
    {
        var pairs = new CookiePairs(header);
        while (pairs.MoveNext())
            if (IsSame(pairs.Name, name))
                return true;
        return false;
    }

    // Cookie names are case-sensitive, but some servers read them leniently: theirs must not see ours in any spelling.
    private static bool IsSame(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private CookieOptions Attributes(HttpContext context, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            Path = "/",
            SameSite = _options.SameSite,
            Domain = string.IsNullOrEmpty(_options.Domain) ? null : _options.Domain,
            Expires = expires,
            Secure = _options.IsHostPrefixed || _options.Secure is CookieSecurity.Always || (_options.Secure is CookieSecurity.Auto && context.Request.IsHttps),
        };
}
