namespace Gateway.Lifecycle;

/// <summary>Why a session has ended.</summary>
public enum EndReason
{
    /// <summary>The person signed out on the device itself.</summary>
    SignedOut,

    /// <summary>The person ended it from another device.</summary>
    RevokedByUser,

    /// <summary>An operator ended it.</summary>
    RevokedByAdmin,

    /// <summary>The auth server ended it (OpenID Connect Back-Channel Logout 1.0).</summary>
    BackChannel,

    /// <summary>Its user has signed in on more devices than <c>MaxPerUser</c>; it was the oldest.</summary>
    Capped,

    /// <summary>The auth server refused its refresh token for good.</summary>
    Refused,

    /// <summary>Somebody has signed in anew on the same browser.</summary>
    Replaced,
}
