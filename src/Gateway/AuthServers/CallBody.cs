namespace Gateway.AuthServers;

/// <summary>What the fields of a call are written as.</summary>
public enum CallBody
{
    /// <summary>A JSON object (RFC 8259).</summary>
    Json,

    /// <summary><c>application/x-www-form-urlencoded</c>, as OAuth 2 has it.</summary>
    Form,

    /// <summary>Nothing.</summary>
    None,
}
