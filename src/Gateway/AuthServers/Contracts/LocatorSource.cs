namespace Gateway.AuthServers.Contracts;

/// <summary>What a locator points into.</summary>
internal enum LocatorSource
{
    Body,
    Cookie,
    AccessToken,
    IdToken,
    Request,
}
