using Gateway.Configuration;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Drain;

/// <summary>Adds the leave that the gateway takes from balancers and clients before it ends.</summary>
public static class DrainSetup
{
    /// <summary>Adds it with <c>Gateway:Drain</c>.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services)
    {
        services.AddChecked<DrainOptions>("Drain").AddSingleton<Draining>().AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHealthChecks().AddCheck<DrainHealth>("drain");
        return services;
    }

    /// <summary>While it takes leave, each answer is the last of its connection: who keeps one open would not ask the balancer again.</summary>
    public static void UseDrain(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<DrainOptions>>().Value.Delay == TimeSpan.Zero)
            return; // the port closes at once, and the server says the same
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use(
            (HttpContext context, RequestDelegate next) =>
            {
                if (stopping.IsCancellationRequested)
                    context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose(); // Connection: close, or GOAWAY in HTTP/2
                return next(context);
            }
        );
    }
}
