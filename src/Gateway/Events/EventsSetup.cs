using Gateway.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Events;

/// <summary>Adds the events, their outbox and their delivery.</summary>
public static class EventsSetup
{
    /// <summary>Adds them with <c>Gateway:Events</c>. Every <see cref="IEventSink"/> that is registered beside is told as well.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        return services
            .AddChecked<EventsOptions>("Events")
            .AddSingleton<IConfigurationCheck, EventsCheck>()
            .AddSingleton<EventsMetrics>()
            .AddSingleton<WebhookSink>()
            .AddSingleton<StreamSink>()
            .AddSingleton(provider => new EventSinks(SinksOf(provider)))
            .AddSingleton<OutboxStore>()
            .AddSingleton<Outbox>()
            .AddSingleton<OutboxBound>()
            .AddSingleton<OutboxTurn>()
            .AddSingleton<Delivery>()
            .AddHostedService<EventDispatcher>();
    }

    private static IEnumerable<IEventSink> SinksOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<EventsOptions>>().Value;
        if (options.Webhook.Url is not null)
            yield return provider.GetRequiredService<WebhookSink>();
        if (options.Stream is not null)
            yield return provider.GetRequiredService<StreamSink>();
        foreach (var sink in provider.GetServices<IEventSink>())
            yield return sink;
    }
}
