namespace Gateway.Tests.Configuration;

/// <summary>A configuration with all that can be wrong, and what is to be said about it.</summary>
internal static class EveryFault
{
    public const string RedisPassword = "REDIS-PASSWORD-HIDDEN";
    public const string ClientSecret = "CLIENT-SECRET-HIDDEN";
    public const string HeaderSecret = "HEADER-SECRET-HIDDEN";
    public const string AdminKey = "SHORT-KEY-HIDDEN";

    /// <summary>An appsettings.json.</summary>
    public static string Json { get; } = $$"""
        {
          "Gateway": {
            "Rediss": { "Configuration": "localhost" },
            "Redis": { "Configuration": "localhost:6379,password={{RedisPassword}},bogus=1", "Timeout": "00:05:00", "DataDir": "x" },
            "Devices": { "CookieName": "a b", "SameSite": "Sometimes", "Secure": "Perhaps", "Persistent": "yes" },
            "Sessions": { "Format": "Open", "KeyPattern": "session", "MaxPerUser": 0, "CacheMaxAge": "5", "CacheSize": "many", "ServeDuringStoreOutage": "2.00:00:00" },
            "Refresh": { "Ahead": "02:00:00", "Timeout": "10 seconds" },
            "SignIn": { "Page": "//evil.example.com", "ReturnUrlHosts": ["app.example.com", "https://app.example.com"] },
            "Account": { "BasePath": "auth/" },
            "Admin": { "Url": "https://127.0.0.1:9090", "Key": "{{AdminKey}}" },
            "Protection": { "TrustedOrigins": ["https://app.example.com/"], "TrustedProxies": ["10.0.0.0/8", "nonsense"] },
            "AuthServers": {
              "b@d": { "Authority": "https://id.example.com" },
              "nothing": {},
              "unreachable": { "Authority": "https://unreachable.invalid", "ClientKey": "no/such/file.pem", "PostLogoutRedirectUri": "/bye" },
              "clear": { "Authority": "http://id.example.com", "ClientId": "a", "ClientSecret": "{{ClientSecret}}\n", "Unknwon": 1, "AccessTokenLifetime": "24:00:00" },
              "pathless": { "BaseAddress": "https://auth.example.com" },
              "calls": {
                "BaseAddress": "auth:8000",
                "ClientSecret": "{{ClientSecret}}",
                "Refresh": {
                  "Path": "refresh", "Method": "PO ST", "Body": "Xml", "EndedStatus": [401, 503],
                  "Fields": { "refresh_token": "{refreshToken}" }, "Cookies": { "a b": "{refresh_token}" }, "Headers": { "X-Key": "{{HeaderSecret}}\n" }
                },
                "SignOut": { "Path": "/bye", "Scope": "Everyone" },
                "Tokens": { "AccessToken": ["claim:sub"], "User": ["header:x"], "Email": "claim:email" },
                "HideCookies": ["a;b"],
                "Scopes": ["open id"],
                "RefreshTokenLifetime": "00:00:00"
              }
            }
          },
          "ReverseProxy": {
            "Routes": {
              "word": { "ClusterId": "api", "Match": { "Path": "/word" }, "Metadata": { "Session": "Maybe" } },
              "further": { "ClusterId": "api", "Match": { "Path": "/further" }, "Metadata": { "Replay": "Sometimes", "CrossSite": "x", "Streams": "y", "TokenCookie": "" } },
              "stranger": { "ClusterId": "api", "Match": { "Path": "/stranger" }, "Metadata": { "Session": "SignIn", "AuthServer": "nobody" } },
              "lost": { "ClusterId": "nowhere", "Match": { "Path": "/lost" } },
              "crooked": { "ClusterId": "api", "Match": { "Path": "/{a" } },
              "matchless": { "ClusterId": "api" },
              "small": { "ClusterId": "api", "Match": { "Path": "/small" }, "MaxRequestBodySize": -5, "RateLimiterPolicy": "Default", "Transforms": [{ "RequestHeader": "X Key", "Set": "a" }] }
            },
            "Clusters": {
              "api": { "LoadBalancingPolicy": "Lottery", "Destinations": { "one": { "Address": "http://localhost" }, "two": { "Address": "api:8000", "Health": "/healthz", "Host": "a b" } } },
              "affine": {
                "SessionAffinity": { "Enabled": true, "Policy": "Cookie", "AffinityKeyName": "a b" },
                "HealthCheck": { "Active": { "Interval": "60.00:00:00" } },
                "HttpRequest": { "ActivityTimeout": "-00:00:01" },
                "Destinations": { "one": { "Address": "http://localhost" } }
              }
            }
          }
        }
        """;

    /// <summary>Every key that is at fault there, and a part of what is said about it.</summary>
    public static (string Key, string Message)[] Faults { get; } =
    [
        ("Gateway:Rediss", "is unknown; known here: "),
        ("Gateway:Redis:DataDir", "is unknown; known here: Configuration, CertificateAuthority, ClientCertificate, ClientKey, KeyPrefix, Timeout, DataDirectory"),
        ("Gateway:Redis:Configuration", "is no StackExchange.Redis configuration string"),
        ("Gateway:Redis:Timeout", "00:05:00 is out of range; 00:00:00.010 to 00:01:00"),
        ("Gateway:Devices:CookieName", "'a b' is no cookie name"),
        ("Gateway:Devices:SameSite", "'Sometimes' is unknown; one of"),
        ("Gateway:Devices:Secure", "'Perhaps' is unknown; one of Auto, Always, Never"),
        ("Gateway:Devices:Persistent", "'yes' is no valid truth value"),
        ("Gateway:Sessions:Format", "'Open' is unknown; one of Sealed, Plain"),
        ("Gateway:Sessions:KeyPattern", "'session' must contain {id} exactly once"),
        ("Gateway:Sessions:MaxPerUser", "0 is out of range; 1 to 1000"),
        ("Gateway:Sessions:CacheMaxAge", "'5' is no duration; write hours:minutes:seconds"),
        ("Gateway:Sessions:CacheSize", "'many' is no valid whole number"),
        ("Gateway:Sessions:ServeDuringStoreOutage", "2.00:00:00 is out of range"),
        ("Gateway:Refresh:Ahead", "02:00:00 is out of range; 00:00:00 to 01:00:00"),
        ("Gateway:Refresh:Timeout", "'10 seconds' is no duration"),
        ("Gateway:SignIn:Page", "is neither a local path"),
        ("Gateway:SignIn:ReturnUrlHosts:1", "'https://app.example.com' is no host"),
        ("Gateway:AuthServers:unreachable:ClientKey", "names a file that cannot be read"),
        ("Gateway:AuthServers:unreachable:ClientId", "is missing: there is a ClientKey"),
        ("Gateway:AuthServers:unreachable:PostLogoutRedirectUri", "'/bye' is no absolute http or https URL"),
        ("Gateway:Account:BasePath", "'auth/' must be a path such as /auth"),
        ("Gateway:Admin:Url", "'https://127.0.0.1:9090' is no address to listen on"),
        ("Gateway:Admin:Key", "is too short to be a secret; at least 32 characters"),
        ("Gateway:Protection:TrustedOrigins:0", "'https://app.example.com/' is no origin"),
        ("Gateway:Protection:TrustedProxies:1", "'nonsense' is neither an address nor a CIDR range"),
        ("Gateway:AuthServers:b@d", "is no name for an auth server"),
        ("Gateway:AuthServers:nothing", "needs an Authority"),
        ("Gateway:AuthServers:clear:Authority", "'http://id.example.com' is http, and not on loopback"),
        ("Gateway:AuthServers:clear:ClientSecret", "must be printable ASCII"),
        ("Gateway:AuthServers:clear:Unknwon", "is unknown; known here: Authority"),
        ("Gateway:AuthServers:clear:AccessTokenLifetime", "'24:00:00' is no duration"),
        ("Gateway:AuthServers:pathless:Refresh:Path", "is missing"),
        ("Gateway:AuthServers:calls:BaseAddress", "is no absolute http or https URL"),
        ("Gateway:AuthServers:calls:ClientId", "is missing: there is a ClientSecret"),
        ("Gateway:AuthServers:calls:Refresh:Path", "must begin with a slash"),
        ("Gateway:AuthServers:calls:Refresh:Method", "is no HTTP method"),
        ("Gateway:AuthServers:calls:Refresh:Body", "'Xml' is unknown; one of Json, Form, None"),
        ("Gateway:AuthServers:calls:Refresh:EndedStatus:1", "503 cannot end a session"),
        ("Gateway:AuthServers:calls:Refresh:Fields:refresh_token", "the placeholder {refreshToken} is unknown"),
        ("Gateway:AuthServers:calls:Refresh:Cookies:a b", "is no valid name"),
        ("Gateway:AuthServers:calls:Refresh:Headers:X-Key", "has no value that can be sent there"),
        ("Gateway:AuthServers:calls:SignOut", "sends neither {refresh_token} nor {access_token}"),
        ("Gateway:AuthServers:calls:SignOut:Scope", "'Everyone' is unknown; one of Device, User"),
        ("Gateway:AuthServers:calls:Tokens:AccessToken:0", "'claim:sub' cannot hold a token"),
        ("Gateway:AuthServers:calls:Tokens:User:0", "'header:x' is no locator"),
        ("Gateway:AuthServers:calls:Tokens:Email", "is a single value, but a list is expected"),
        ("Gateway:AuthServers:calls:HideCookies:0", "'a;b' is no cookie name"),
        ("Gateway:AuthServers:calls:Scopes:0", "'open id' is no scope"),
        ("Gateway:AuthServers:calls:RefreshTokenLifetime", "00:00:00 is out of range"),
        ("ReverseProxy:Routes:word", "Metadata 'Session' is 'Maybe'; one of Required, Optional, None, SignIn, SignOut is expected"),
        ("ReverseProxy:Routes:further", "Metadata 'Replay' is 'Sometimes'; one of On, Off is expected"),
        ("ReverseProxy:Routes:further", "Metadata 'CrossSite' is 'x'; one of Check, Allow is expected"),
        ("ReverseProxy:Routes:further", "Metadata 'Streams' is 'y'; one of CloseOnEnd, Keep is expected"),
        ("ReverseProxy:Routes:further", "Metadata 'TokenCookie' is empty"),
        ("ReverseProxy:Routes:stranger", "Metadata 'AuthServer' is 'nobody', but Gateway:AuthServers has only: "),
        ("ReverseProxy:Routes:lost:ClusterId", "the cluster 'nowhere' is not configured"),
        ("ReverseProxy:Routes:crooked", "Invalid path '/{a' for route 'crooked'"),
        ("ReverseProxy:Routes:matchless", "Route 'matchless' requires Hosts or Path specified"),
        ("ReverseProxy:Routes:small:MaxRequestBodySize", "is less than -1"),
        ("ReverseProxy:Routes:small", "RateLimiterPolicy is not acted on"),
        ("ReverseProxy:Routes:small:Transforms:0:RequestHeader", "is no name of a header"),
        ("ReverseProxy:Clusters:api", "Lottery"),
        ("ReverseProxy:Clusters:api:Destinations:two:Address", "is no absolute http or https URL"),
        ("ReverseProxy:Clusters:api:Destinations:two:Health", "is no absolute http or https URL"),
        ("ReverseProxy:Clusters:api:Destinations:two:Host", "is no host such as"),
        ("ReverseProxy:Clusters:affine:SessionAffinity:AffinityKeyName", "is the device cookie's own name"),
        ("ReverseProxy:Clusters:affine:HealthCheck:Active:Interval", "60.00:00:00 is out of range"),
        ("ReverseProxy:Clusters:affine:HttpRequest:ActivityTimeout", "-00:00:01 is out of range"),
    ];
}
