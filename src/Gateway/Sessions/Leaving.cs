namespace Gateway.Sessions;

/// <summary>How a browser has left a session itself. Remembered for a minute, for its requests that were under way meanwhile.</summary>
public enum Leaving
{
    /// <summary>The person signed out on it.</summary>
    SignedOut,

    /// <summary>Somebody signed in anew on it.</summary>
    Replaced,
}
