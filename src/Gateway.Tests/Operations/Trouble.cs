using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Operations;

/// <summary>A gateway, what is done to it, and what it should have people woken for.</summary>
/// <param name="Job">What Prometheus calls it.</param>
/// <param name="Alerts">The alerts that it causes, all of them, and no others.</param>
/// <param name="StartAsync">Starts the gateway and all around it.</param>
/// <param name="StepAsync">What happens, again and again; each time a little later.</param>
internal sealed record Trouble(string Job, IReadOnlyList<string> Alerts, Func<Task<World>> StartAsync, Func<World, int, Task> StepAsync)
{
    /// <summary>Alerts that may come with it, as it goes.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>A world on the Redis that all share.</summary>
    public static Func<Task<World>> With(Action<Dictionary<string, string?>>? change = null) =>
        () =>
            World.StartAsync(
                StoreKind.Redis,
                settings =>
                {
                    AdminClient.Allow(settings);
                    change?.Invoke(settings);
                }
            );
}
