using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: everything that is wrong with the configuration, as a start would find it.</summary>
internal static class CheckCommand
{
    public static async Task<Report> RunAsync(WebApplication app)
    {
        await using (app)
        {
            var faults = await app.Services.CheckConfigurationAsync();
            return Report.Of(faults);
        }
    }
}
