using Demo.AuthServer.Clients;
using Microsoft.Extensions.Primitives;

namespace Demo.AuthServer.Authorization;

/// <summary>Finds the authorization request: in the parameters themselves, or handed in beforehand and named by them.</summary>
internal sealed class AuthorizationIntake(AuthorizationReader reader, PushedRequests pushed, RegisteredClient client, DemoAuthServerOptions options)
{
    public AuthorizationReading Read(IReadOnlyDictionary<string, StringValues> parameters)
    {
        if (options.PushedRequests && parameters.TryGetValue("request_uri", out var uri))
        {
            // Whatever else is there does not count (RFC 9126 section 4, RFC 9101 section 5).
            return parameters.GetValueOrDefault("client_id") == client.Id && pushed.Find($"{uri}") is { } request
                ? new AuthorizationReading.Accepted(request)
                : new AuthorizationReading.Refused(OAuthError.InvalidRequest("request_uri is unknown or too old"));
        }

        return options.RequirePushedRequests
            ? new AuthorizationReading.Refused(OAuthError.InvalidRequest("The request has to be pushed"))
            : reader.Read(parameters);
    }
}
