using System.Diagnostics.Metrics;
using Gateway.Refresh;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Refresh;

/// <summary>Measures that nobody reads.</summary>
internal static class SomeMetrics
{
    public static RefreshMetrics New() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System);
}
