using System.Diagnostics;
using System.Net.Mime;
using System.Reflection;
using Gateway.Answers;
using Gateway.AuthServers;
using Gateway.Observability;
using Gateway.Redis;
using Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.Admin;

/// <summary>
/// <c>/</c> on the listener of operators: how things are, at a glance. The page itself knows nothing and is open to whoever reaches the listener; what it shows
/// comes from <c>/status</c>, for which it asks the operator for the key.
/// </summary>
internal sealed class StatusPage(
    AdminKey key,
    RoutesStatus routes,
    AuthServerRegistry authServers,
    SessionCensus census,
    IOptions<RedisOptions> store,
    MetricsHistory history,
    RecentProblems problems,
    TimeProvider time
)
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private readonly Asset _page = new("Admin.status.html", $"{MediaTypeNames.Text.Html}; charset=utf-8");
    private readonly Asset _style = new("Admin.status.css", MediaTypeNames.Text.Css);
    private readonly Asset _script = new("Admin.status.js", MediaTypeNames.Text.JavaScript);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", ShowAsync).WithDisplayName("status page");
        endpoints.MapGet("/status.css", _style.HandleAsync).WithDisplayName("status.css");
        endpoints.MapGet("/status.js", _script.HandleAsync).WithDisplayName("status.js");
        key.Guard(endpoints.MapGet("/status", ReportAsync).WithDisplayName("status"));
    }

    private Task ShowAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return _page.HandleAsync(context);
    }

    private async Task ReportAsync(HttpContext context)
    {
        Answer.NoStore(context);
        using var process = Process.GetCurrentProcess();
        var report = new StatusReport(
            Environment.MachineName,
            typeof(StatusPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            new DateTimeOffset(process.StartTime),
            time.GetUtcNow(),
            store.Value.IsEmbedded ? "embedded" : "redis",
            await census.CountAsync(),
            [.. authServers.All.Select(server => server.Name).Order(StringComparer.Ordinal)],
            routes(),
            history.Read(),
            problems.Read()
        );
        await context.Response.WriteAsJsonAsync(report, AdminJson.Default.StatusReport);
    }
}
