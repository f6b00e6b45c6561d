using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary>
/// The words that the binary takes in the place of running: <c>check</c>, <c>explain</c>, <c>doctor</c>. They open no port; what they tell goes to the standard
/// output, plain or, with <c>--json</c>, as JSON. What else there is, before or behind, are settings, as for a start.
/// </summary>
internal sealed class GatewayCommands(Func<string[], WebApplication> create, Action<WebApplication> map)
{
    private const string Json = "--json";

    private const string Help = """
        gateway                          runs
        gateway check                    tells what is wrong with the configuration; exit code 1 where something is
        gateway explain METHOD URL       tells what would be done with such a request
        gateway doctor                   looks at the store, the auth servers and the destinations; exit code 1 where one does not work
        gateway help                     this

        --json                           answers in JSON
        --Gateway:Section:Key=value      a setting, as for a start; --contentRoot=DIR is where appsettings.json lies
        """;

    /// <summary>Runs the command that <paramref name="args"/> name, and gives its exit code; null where they name none.</summary>
    public async Task<int?> RunAsync(string[] args, TextWriter output)
    {
        Report? report;
        try
        {
            report = await ReportAsync([.. args.Where(arg => arg is not Json)]);
        }
        catch (Exception error) when (args.Contains(Json) && StartFailure.Is(error))
        {
            report = Report.Of([new Fault("", StartFailure.Explain(error))]); // programs are answered in their language
        }
        if (report is null)
            return null;
        await output.WriteLineAsync(args.Contains(Json) ? report.ToJson() : report.Text);
        return report.ExitCode;
    }

    private Task<Report?> ReportAsync(string[] args)
    {
        var leading = LeadingSettings(args);
        return RunAsync([.. args[leading..], .. args[..leading]]);
    }

    private async Task<Report?> RunAsync(string[] args) =>
        args switch
        {
            ["help", ..] => new Report(0, Help),
            _ when args.Any(arg => arg is "--help" or "-h" or "-?" or "/?") => new Report(0, Help),
            [] or [['-' or '/', ..], ..] => null, // settings alone
            ["check", .. var settings] => await CheckCommand.RunAsync(create(settings)),
            ["explain", var method, var url, .. var settings] => await ExplainCommand.RunAsync(create(settings), map, method, url),
            ["doctor", .. var settings] => await DoctorCommand.RunAsync(create(settings), CancellationToken.None),
            var words => new Report(2, $"'{string.Join(' ', words)}' is no command.\n\n{Help}"),
        };

    // As the configuration reads them: --key=value, or --key and its value as a word of its own.
    private static int LeadingSettings(string[] args)
    {
        var at = 0;
        while (at < args.Length && args[at] is ['-' or '/', ..] setting)
            at += setting.Contains('=', StringComparison.Ordinal) || (setting[0] is '-' && !setting.StartsWith("--", StringComparison.Ordinal)) ? 1 : 2;
        return Math.Min(at, args.Length);
    }
}
