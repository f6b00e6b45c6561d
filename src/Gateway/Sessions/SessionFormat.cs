namespace Gateway.Sessions;

/// <summary>How a record is stored.</summary>
public enum SessionFormat
{
    /// <summary>Tokens encrypted under a key that only the browser's cookie yields; the record's name reveals no cookie.</summary>
    Sealed,

    /// <summary>The cookie's value names the record and tokens are stored as they are, so that other services can read and write it.</summary>
    Plain,
}
