namespace Demo.AuthServer.Traffic;

/// <summary>The first middleware of every auth server here: counts, misbehaves on demand, and holds the answers of refreshes.</summary>
public sealed class AuthServerTraffic(TimeProvider time)
{
    public AuthServerCounters Counters { get; } = new();

    public FaultSwitch Faults { get; } = new();

    public AsyncGate RefreshAnswers { get; } = new();

    public void Use(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use((context, next) => InvokeAsync(context, next, app.Lifetime.ApplicationStopping));
    }

    private async Task InvokeAsync(HttpContext context, RequestDelegate next, CancellationToken stopping)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OutOfBand>() is not null)
        {
            await next(context);
            return;
        }

        // Whatever waits below ends when the client leaves, and also when the server stops.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.RequestAborted = ended.Token;
        try
        {
            await AnswerAsync(context, next);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var isRefresh = await RefreshEndpoint.MatchesAsync(context);
        if (isRefresh)
            Counters.RefreshCalls.Increment();

        var fault = Faults.Take(isRefresh);
        if (fault.Latency > TimeSpan.Zero)
            await Task.Delay(fault.Latency, time, context.RequestAborted);

        if (await FaultAnswers.TryAnswerAsync(context, fault))
            return;

        if (isRefresh)
            await RefreshAsync(context, next, fault);
        else
            await next(context);
    }

    // The answer is kept back until it may leave: at that point the refresh has happened, as it has when an answer gets lost.
    private async Task RefreshAsync(HttpContext context, RequestDelegate next, Fault fault)
    {
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var granted = context.Response.StatusCode is >= 200 and < 300;
        (granted ? Counters.RefreshesGranted : Counters.RefreshesRefused).Increment();

        await RefreshAnswers.PassAsync(context.RequestAborted);
        if (fault.Mode == FaultMode.DropAfterRotation)
            context.Abort();
        else
            await body.WriteAsync(answer.ToArray(), context.RequestAborted);
    }
}
