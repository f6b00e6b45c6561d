using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>A server that answers in its own words when its work takes too long.</summary>
internal sealed class AnswerDeadline(TimeSpan deadline, TimeProvider time, IResult answer)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var clientGone = context.RequestAborted;
        using var late = new CancellationTokenSource(deadline, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(clientGone, late.Token);
        context.RequestAborted = ended.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !clientGone.IsCancellationRequested)
        {
            context.RequestAborted = clientGone;
            context.Response.Clear();
            await answer.ExecuteAsync(context);
        }
    }
}
