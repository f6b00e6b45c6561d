namespace Gateway.AuthServers.Calls;

/// <summary>Makes the connections to one auth server; one that is registered is used in the place of <see cref="AuthServerHttp.Connect"/>.</summary>
internal delegate HttpMessageHandler ConnectAuthServer(TimeSpan connectTimeout);
