using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;
using Yarp.ReverseProxy.Model;

namespace Gateway.Observability;

/// <summary>One line a request: method, path without its query, route, status, duration.</summary>
internal static class RequestLog
{
    public static void Configure(RequestLoggingOptions options)
    {
        options.MessageTemplate = "{RequestMethod:l} {RequestPath:l} on {Route:l} answered {StatusCode} in {Elapsed:0.0} ms";
        options.EnrichDiagnosticContext = Enrich;
        options.GetLevel = (context, _, error) =>
            error is not null || (context.Response.StatusCode >= 500 && !context.RequestAborted.IsCancellationRequested)
                ? LogEventLevel.Error
                : LogEventLevel.Information; // a closed tab is nobody's error
    }

    private static void Enrich(IDiagnosticContext line, HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        line.Set("Route", endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId ?? endpoint?.DisplayName ?? "none");
    }
}
