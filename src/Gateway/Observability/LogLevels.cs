using Gateway.Configuration;
using Serilog.Events;

namespace Gateway.Observability;

/// <summary>Whether the levels of section <c>Serilog</c> are some. Serilog itself would throw at the first of them, before anything else could be told.</summary>
internal sealed class LogLevels(IConfiguration configuration) : IConfigurationCheck
{
    private const string Key = "Serilog:MinimumLevel";

    public Task<IReadOnlyList<Fault>> RunAsync() => Task.FromResult<IReadOnlyList<Fault>>([.. FaultsOf(configuration)]);

    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<Fault> FaultsOf(IConfiguration configuration) =>
        from level in new[] { configuration.GetSection(Key), configuration.GetSection($"{Key}:Default") }.Concat(configuration.GetSection($"{Key}:Override").GetChildren())
        where !string.IsNullOrEmpty(level.Value) && !Enum.GetNames<LogEventLevel>().Contains(level.Value, StringComparer.OrdinalIgnoreCase)
        select new Fault(level.Path, $"{Quoted.Of(level.Value)} is unknown; one of {string.Join(", ", Enum.GetNames<LogEventLevel>())} is expected");
}
