using Demo.Api;
using Demo.AuthServer;

namespace Demo;

/// <summary>The gateway's configuration for the demo, as one would write it into appsettings.json.</summary>
internal static class DemoSettings
{
    public static IReadOnlyDictionary<string, string> For(DemoAuthServer authServer, DemoApi api, string url, string webhookSecret, string dataDirectory) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Sign-in is forwarded to the auth server, and the tokens in its answer stay in the gateway.
            ["ReverseProxy:Routes:sign-in:ClusterId"] = "auth-server",
            ["ReverseProxy:Routes:sign-in:Match:Path"] = "/login",
            ["ReverseProxy:Routes:sign-in:Match:Methods:0"] = "POST",
            ["ReverseProxy:Routes:sign-in:Metadata:Session"] = "SignIn",

            // The switches of the auth server are the page's toys; a real one has none.
            ["ReverseProxy:Routes:control:ClusterId"] = "auth-server",
            ["ReverseProxy:Routes:control:Match:Path"] = "/control",
            ["ReverseProxy:Routes:control:Metadata:Session"] = "None",

            ["ReverseProxy:Routes:api:ClusterId"] = "api",
            ["ReverseProxy:Routes:api:Match:Path"] = "/api/{**path}",
            ["ReverseProxy:Routes:api:Metadata:Session"] = "Required",

            ["ReverseProxy:Routes:page:ClusterId"] = "api",
            ["ReverseProxy:Routes:page:Match:Path"] = "/{**path}",
            ["ReverseProxy:Routes:page:Match:Methods:0"] = "GET",
            ["ReverseProxy:Routes:page:Match:Methods:1"] = "HEAD",
            ["ReverseProxy:Routes:page:Metadata:Session"] = "None",

            ["ReverseProxy:Clusters:auth-server:Destinations:only:Address"] = authServer.Address.AbsoluteUri,
            ["ReverseProxy:Clusters:api:Destinations:only:Address"] = api.Address.AbsoluteUri,

            // Its endpoints are discovered: people sign in there at /auth/sign-in, and tokens of /login are refreshed and revoked there too.
            ["Gateway:AuthServers:default:Authority"] = authServer.Issuer,
            ["Gateway:AuthServers:default:ClientId"] = authServer.Client.Id,
            ["Gateway:AuthServers:default:ClientSecret"] = authServer.Client.Secret!,
            ["Gateway:AuthServers:default:PostLogoutRedirectUri"] = $"{url.Split(';')[0].TrimEnd('/')}/",

            // The API makes a notice on the page of a sign-in on a new device.
            ["Gateway:Events:Webhook:Url"] = api.WebhookAddress.AbsoluteUri,
            ["Gateway:Events:Webhook:Secret"] = webhookSecret,

            ["Gateway:Redis:DataDirectory"] = dataDirectory,
            ["Gateway:SignIn:Page"] = "/",

            // The page asks once a second; only what happens to sessions and refreshes is worth a line.
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["Serilog:MinimumLevel:Override:Gateway"] = "Information",
            ["Serilog:MinimumLevel:Override:Gateway.Observability.RequestLog"] = "Warning",
            ["Serilog:MinimumLevel:Override:Yarp.ReverseProxy.Forwarder"] = "Error", // a page that leaves its stream is no trouble
            ["Serilog:MinimumLevel:Override:ArgParser"] = "Error",
            ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore.DataProtection"] = "Error",
            ["Serilog:MinimumLevel:Override:Microsoft.Extensions.Hosting"] = "Fatal",
        };
}
