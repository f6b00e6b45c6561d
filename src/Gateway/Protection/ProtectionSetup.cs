using Gateway.Configuration;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Gateway.Protection;

/// <summary>Adds what keeps strangers out.</summary>
public static class ProtectionSetup
{
    /// <summary>Adds the protection with <c>Gateway:Protection</c>.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddChecked<ProtectionOptions>("Protection");
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<ProtectionOptions>>(
                (forwarded, protection) =>
                {
                    forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
                    forwarded.ForwardLimit = null; // as many hops as are trusted
                    forwarded.KnownProxies.Clear();
                    forwarded.KnownIPNetworks.Clear();
                    foreach (var network in protection.Value.Networks)
                        forwarded.KnownIPNetworks.Add(network);
                }
            );
        return services;
    }

    /// <summary>Believes the forwarded headers of trusted proxies; without any configured there is nothing to do.</summary>
    public static IApplicationBuilder UseProtection(this IApplicationBuilder app) =>
        app.ApplicationServices.GetRequiredService<IOptions<ProtectionOptions>>().Value.Networks.Any() ? app.UseForwardedHeaders() : app;
}
