namespace Gateway.Refresh;

/// <summary>Who could not be reached.</summary>
public enum UnavailableCause
{
    /// <summary>The auth server.</summary>
    AuthServer,

    /// <summary>The session store.</summary>
    Store,
}
