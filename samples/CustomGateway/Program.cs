using CustomGateway;
using Gateway;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Events;

// The gateway as it is, its commands included, with an auth server and an event sink of our own.
return await GatewayProgram.RunAsync(
    args,
    services => services.AddSingleton<IAuthServerClient, SignedAuthServer>().AddChecked<EventFileOptions>("EventFile").AddSingleton<IEventSink, EventFile>()
);
