namespace Gateway.Account;

/// <summary>What came of ending devices.</summary>
internal enum DeviceEnding
{
    /// <summary>They are signed out; this one is not among them.</summary>
    Ended,

    /// <summary>This one is signed out as well.</summary>
    SignedOut,

    /// <summary>There is no such device among the person's own.</summary>
    Unknown,

    /// <summary>The store did not answer; some may be ended, some not.</summary>
    Unavailable,
}
