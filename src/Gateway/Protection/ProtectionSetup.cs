using Gateway.Configuration;
using Gateway.Devices;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Gateway.Protection;

/// <summary>Adds what keeps strangers out.</summary>
public static class ProtectionSetup
{
    // Browsers keep it no longer than two hours anyway.
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    /// <summary>Adds the protection with <c>Gateway:Protection</c>.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddChecked<ProtectionOptions>("Protection").AddSingleton<CrossSiteCheck>().AddSingleton<AttemptCounter>().AddSingleton<SignInLimit>().AddSingleton<SessionLimits>().AddCors();
        services
            .AddOptions<CorsOptions>()
            .Configure<CrossSiteCheck>(
                (cors, check) =>
                    cors.AddDefaultPolicy(policy =>
                        policy.SetIsOriginAllowed(check.IsTrusted).AllowCredentials().AllowAnyMethod().AllowAnyHeader().SetPreflightMaxAge(PreflightAge)
                    )
            );
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

    /// <summary>
    /// Believes the forwarded headers of trusted proxies, lets pages of trusted origins in (CORS with credentials), and acts on a route's own CorsPolicy.
    /// </summary>
    public static IApplicationBuilder UseProtection(this IApplicationBuilder app)
    {
        var protection = app.ApplicationServices.GetRequiredService<IOptions<ProtectionOptions>>().Value;
        if (protection.Networks.Any())
            app.UseForwardedHeaders();
        SameSiteWarning.Warn(
            protection,
            app.ApplicationServices.GetRequiredService<IOptions<DevicesOptions>>().Value,
            app.ApplicationServices.GetRequiredService<ILogger<CrossSiteCheck>>()
        );
        // Other origins are none of our concern: what their pages may read is for the destination to say, and its preflights are for it to answer.
        var check = app.ApplicationServices.GetRequiredService<CrossSiteCheck>();
        return app.UseWhen(context => check.IsTrusted(context.Request.Headers.Origin) || HasPolicy(context), trusted => trusted.UseCors());
    }

    // A route with a CorsPolicy of its own, YARP's word, which is an error where nobody acts on it.
    private static bool HasPolicy(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is not null;
}
