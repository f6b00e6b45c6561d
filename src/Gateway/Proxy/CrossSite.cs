namespace Gateway.Proxy;

/// <summary>Whether a route takes requests that other sites make a browser send.</summary>
public enum CrossSite
{
    /// <summary>Refused where unsafe. The default.</summary>
    Check,

    /// <summary>Taken; for webhooks.</summary>
    Allow,
}
