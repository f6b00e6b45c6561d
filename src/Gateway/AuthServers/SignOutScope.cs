namespace Gateway.AuthServers;

/// <summary>What a sign-out at the auth server ends there.</summary>
public enum SignOutScope
{
    /// <summary>The session of the one device whose tokens are sent.</summary>
    Device,

    /// <summary>All sessions of the user: so it is called only when all devices are ended.</summary>
    User,
}
