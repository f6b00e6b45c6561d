using Gateway.Tests.Support.Faults;

namespace Gateway.Tests.Support.Fleets;

/// <summary>What an instance of a fleet is told.</summary>
internal static class FleetSettings
{
    public static Dictionary<string, string?> Of(FaultProxy redis, FaultProxy auth, Uri signIn, Uri api)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:Redis:Configuration"] = $"127.0.0.1:{redis.Port}",
            ["Gateway:Redis:Timeout"] = "00:00:10", // the machine may be busy; a story about it says another
            ["Gateway:Protection:SignInAttemptsPerMinute"] = "0", // all sign in from one address here
            ["Gateway:Refresh:Ahead"] = "00:00:00", // an expiry is one
            ["Gateway:AuthServers:default:BaseAddress"] = auth.Address.ToString(),
            ["Gateway:AuthServers:default:Refresh:Path"] = "/refresh",
            ["Gateway:AuthServers:default:Refresh:Fields:refresh_token"] = "{refresh_token}",
            ["Gateway:AuthServers:default:SignOut:Path"] = "/signout",
            ["Gateway:AuthServers:default:SignOut:Fields:refresh_token"] = "{refresh_token}",
            ["ReverseProxy:Clusters:auth:Destinations:one:Address"] = signIn.ToString(), // people sign in whatever the proxy does
            ["ReverseProxy:Clusters:api:Destinations:one:Address"] = api.ToString(),
        };
        World.AddRoute(settings, "login", "auth", "/login", "SignIn");
        World.AddRoute(settings, "api", "api", "/api/{**rest}", "Required");
        return settings;
    }
}
