using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Gateway.AuthServers.Calls;

/// <summary>What is discovered now, and whether it was asked for after whoever wants it has come.</summary>
internal sealed record Renewal(OpenIdConnectConfiguration Found, bool IsOwn);
