namespace Gateway.Tests.Model;

/// <summary>What the auth server does with a refresh token that it has seen before.</summary>
internal enum ReusePolicy
{
    /// <summary>Ends the family at once (RFC 9700 section 4.14).</summary>
    EndsTheFamily,

    /// <summary>The same after a grace; until then it grants once more.</summary>
    Grace,

    /// <summary>The refresh token stays the same for ever.</summary>
    NoRotation,
}
