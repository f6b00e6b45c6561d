namespace Gateway.Refresh;

/// <summary>Where an access token stands in its life.</summary>
public enum Freshness
{
    /// <summary>Nothing to do.</summary>
    Fresh,

    /// <summary>Still valid, but near its end: to be refreshed beside the request.</summary>
    Due,

    /// <summary>Of no use: the request waits for a refresh.</summary>
    Expired,
}
