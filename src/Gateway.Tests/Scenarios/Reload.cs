using System.Diagnostics.Metrics;
using Gateway.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Scenarios;

/// <summary>Changes of the configuration while a gateway runs.</summary>
internal static class Reload
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Ends when YARP has put new routes into effect, which it does in its own time.</summary>
    public static async Task RoutesChangedAsync(this IServiceProvider gateway)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = gateway.GetRequiredService<EndpointDataSource>().GetChangeToken().RegisterChangeCallback(_ => changed.TrySetResult(), null);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    /// <summary>Changes settings as a file would, and tells what became of that.</summary>
    public static Task<string> ReloadAsync(this World world, params (string Key, string? Value)[] changes) =>
        world.ReloadAsync(configuration =>
        {
            foreach (var (key, value) in changes)
                configuration[key] = value;
            ((IConfigurationRoot)configuration).Reload();
        });

    public static async Task<string> ReloadAsync(this World world, Action<ConfigurationManager> change)
    {
        var outcome = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Name is "gateway.configuration.reloads" && instrument.Meter.Scope == world.Service<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcome.TrySetResult((string)tags[0].Value!));
        listener.Start();
        change((ConfigurationManager)world.Service<IConfiguration>());
        await world.Time.TimerStartedAsync(TimeSpan.FromMilliseconds(200), Cancellation);
        world.Time.Advance(TimeSpan.FromMilliseconds(200));
        return await outcome.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }
}
