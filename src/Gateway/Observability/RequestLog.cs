using Yarp.ReverseProxy.Model;

namespace Gateway.Observability;

/// <summary>
/// One line a request: method, path without its query, route, status, duration. What was answered 4xx or 5xx is seen by default; all else is
/// written at the level Debug, and while that is off costs no more than a timestamp. Who left before there was an answer got a 499.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        // A callback, since waiting for the rest of the pipeline would cost every request a state machine.
        context.Response.OnCompleted(static begun => ((Begun)begun).CompleteAsync(), new Begun(this, context, time.GetTimestamp()));
        return next(context);
    }

    private void Write(HttpContext context, long begin)
    {
        var status = StatusOf(context);
        var level = LevelOf(context, status);
        if (!log.IsEnabled(level))
            return;
        var path = context.Request.Path.ToUriComponent(); // encoded, so that none breaks the line
        var (route, elapsed) = (RouteOf(context), time.GetElapsedTime(begin).TotalMilliseconds);
        LogRequest(level, context.Request.Method, path, route, status, elapsed);
    }

    private static int StatusOf(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode;

    private static LogLevel LevelOf(HttpContext context, int status) =>
        status switch
        {
            < 400 => LogLevel.Debug,
            _ when context.GetEndpoint()?.Metadata.GetMetadata<Probe>() is not null => LogLevel.Debug, // the health checks tell themselves what is wrong
            >= 500 when !context.RequestAborted.IsCancellationRequested => LogLevel.Error, // a closed tab is nobody's error
            _ => LogLevel.Information,
        };

    private static string RouteOf(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        return endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.RouteId ?? endpoint?.DisplayName ?? "none";
    }

    [LoggerMessage(EventId = 900, Message = "{RequestMethod:l} {RequestPath:l} on {Route:l} answered {StatusCode} in {Elapsed:0.0} ms")]
    private partial void LogRequest(LogLevel level, string requestMethod, string requestPath, string route, int statusCode, double elapsed);

    private sealed class Begun(RequestLog log, HttpContext context, long timestamp)
    {
        public Task CompleteAsync()
        {
            log.Write(context, timestamp);
            return Task.CompletedTask;
        }
    }
}
