using Serilog;
using Serilog.AspNetCore;
using Yarp.ReverseProxy.Model;

namespace Gateway.Observability;

/// <summary>One line a request: method, path without its query, route, status, duration.</summary>
internal static class RequestLog
{
    public static void Configure(RequestLoggingOptions options)
    {
        options.MessageTemplate = "{RequestMethod:l} {RequestPath:l} on {Route:l} answered {StatusCode} in {Elapsed:0.0} ms";
        options.EnrichDiagnosticContext = Enrich;
    }

    private static void Enrich(IDiagnosticContext line, HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        line.Set("Route", endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId ?? endpoint?.DisplayName ?? "none");
    }
}
