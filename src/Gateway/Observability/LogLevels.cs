using Gateway.Configuration;
using Serilog.Events;

namespace Gateway.Observability;

/// <summary>Whether the levels of section <c>Serilog</c> are some. Serilog itself would throw at the first of them, before anything else could be told.</summary>
internal sealed class LogLevels(IConfiguration configuration) : IConfigurationCheck
{
    private const string Key = "Serilog:MinimumLevel";
    private const string Switches = "Serilog:LevelSwitches";

    public Task<IReadOnlyList<Fault>> RunAsync() => Task.FromResult<IReadOnlyList<Fault>>([.. FaultsOf(configuration)]);

    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<Fault> FaultsOf(IConfiguration configuration) =>
        from level in LevelsOf(configuration)
        where !string.IsNullOrEmpty(level.Value) && !Enum.GetNames<LogEventLevel>().Contains(level.Value, StringComparer.OrdinalIgnoreCase)
        where !IsSwitch(level, configuration)
        select new Fault(level.Path, $"{Quoted.Of(level.Value)} is unknown; one of {string.Join(", ", Enum.GetNames<LogEventLevel>())} is expected");

    // An override may name a switch, which is declared with or without its dollar sign.
    private static bool IsSwitch(IConfigurationSection level, IConfiguration configuration) =>
        level.Path.StartsWith($"{Key}:Override:", StringComparison.OrdinalIgnoreCase)
        && configuration.GetSection(Switches).GetChildren().Any(declared => declared.Key.TrimStart('$').Equals(level.Value!.TrimStart('$'), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<IConfigurationSection> LevelsOf(IConfiguration configuration) =>
        [
            configuration.GetSection(Key),
            configuration.GetSection($"{Key}:Default"),
            .. configuration.GetSection($"{Key}:Override").GetChildren(),
            .. configuration.GetSection(Switches).GetChildren(),
        ];
}
