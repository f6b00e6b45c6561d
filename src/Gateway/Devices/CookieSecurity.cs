namespace Gateway.Devices;

/// <summary>When the device cookie carries <c>Secure</c>.</summary>
public enum CookieSecurity
{
    /// <summary>Where the request came by https, as seen by the browser (see <c>Gateway:Protection:TrustedProxies</c>).</summary>
    Auto,

    /// <summary>On every answer.</summary>
    Always,

    /// <summary>Never; for http on a closed network only.</summary>
    Never,
}
