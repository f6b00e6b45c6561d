using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>The schema of YARP's section has the keys that YARP reads: in what follows is every key of the schema, and YARP finds each.</summary>
public sealed class ReverseProxySchemaTests
{
    private const string Everything = """
        {
          "ReverseProxy": {
            "Routes": {
              "route": {
                "ClusterId": "cluster", "Order": 1, "MaxRequestBodySize": 1000, "AuthorizationPolicy": "Default", "RateLimiterPolicy": "Default",
                "TimeoutPolicy": "Default", "Timeout": "00:00:05", "CorsPolicy": "Default", "Metadata": { "own": "word" },
                "Transforms": [{ "PathPrefix": "/x" }],
                "Match": {
                  "Path": "/{**rest}", "Methods": ["GET"], "Hosts": ["example.com"],
                  "Headers": [{ "Name": "x", "Values": ["y"], "Mode": "ExactHeader", "IsCaseSensitive": true }],
                  "QueryParameters": [{ "Name": "x", "Values": ["y"], "Mode": "Exact", "IsCaseSensitive": true }]
                }
              }
            },
            "Clusters": {
              "cluster": {
                "LoadBalancingPolicy": "Random", "Metadata": { "own": "word" },
                "SessionAffinity": {
                  "Enabled": true, "Policy": "Cookie", "FailurePolicy": "Redistribute", "AffinityKeyName": "key",
                  "Cookie": {
                    "Path": "/", "Domain": "example.com", "HttpOnly": true, "SecurePolicy": "Always", "SameSite": "Lax", "Expiration": "00:01:00", "MaxAge": "00:01:00",
                    "IsEssential": true
                  }
                },
                "HealthCheck": {
                  "AvailableDestinationsPolicy": "HealthyAndUnknown",
                  "Passive": { "Enabled": true, "Policy": "TransportFailureRate", "ReactivationPeriod": "00:00:10" },
                  "Active": { "Enabled": true, "Interval": "00:00:10", "Timeout": "00:00:05", "Policy": "ConsecutiveFailures", "Path": "/healthz" }
                },
                "HttpClient": {
                  "SslProtocols": ["Tls12", "Tls13"], "DangerousAcceptAnyServerCertificate": false, "MaxConnectionsPerServer": 10,
                  "EnableMultipleHttp2Connections": true, "RequestHeaderEncoding": "utf-8", "ResponseHeaderEncoding": "utf-8",
                  "WebProxy": { "Address": "http://proxy:8080", "BypassOnLocal": true, "UseDefaultCredentials": true }
                },
                "HttpRequest": { "ActivityTimeout": "00:00:10", "Version": "2", "VersionPolicy": "RequestVersionExact", "AllowResponseBuffering": true },
                "Destinations": { "one": { "Address": "http://one", "Health": "http://one:81", "Host": "one", "Metadata": { "own": "word" } } }
              }
            }
          }
        }
        """;

    [Fact]
    public void It_has_the_keys_that_YARP_reads_and_no_others()
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Everything));
        var configuration = new ConfigurationBuilder().AddJsonStream(file).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection("ReverseProxy"));
        using var provider = services.BuildServiceProvider();
        var read = provider.GetRequiredService<IProxyConfigProvider>().GetConfig();

        Unread("Route", read.Routes.Single()).Concat(Unread("Cluster", read.Clusters.Single())).ShouldBeEmpty();
        using var settings = JsonDocument.Parse(Everything);
        ReferenceTests.Faults(settings.RootElement).ShouldBeEmpty();
    }

    private static IEnumerable<string> Unread(string name, object section) =>
        from property in SettingType.SettingsOf(section.GetType())
        let value = property.GetValue(section)
        from unread in value is null ? [$"{name}:{property.Name}"] : Within($"{name}:{property.Name}", property, value)
        select unread;

    private static IEnumerable<string> Within(string name, PropertyInfo property, object value) =>
        value is IReadOnlyDictionary<string, DestinationConfig> destinations ? destinations.Values.SelectMany(destination => Unread(name, destination))
        : value is IEnumerable<RouteHeader> headers ? headers.SelectMany(header => Unread(name, header))
        : value is IEnumerable<RouteQueryParameter> parameters ? parameters.SelectMany(parameter => Unread(name, parameter))
        : SettingType.IsSection(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) ? Unread(name, value)
        : [];
}
