using System.Globalization;

namespace Demo.AuthServer.Traffic;

/// <summary>Gives the answer that a fault puts in the place of the server's own.</summary>
internal static class FaultAnswers
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(2);

    /// <returns>False where the fault leaves the request to the server.</returns>
    public static async Task<bool> TryAnswerAsync(HttpContext context, Fault fault)
    {
        switch (fault.Mode)
        {
            case FaultMode.Normal or FaultMode.DropAfterRotation:
                return false;
            case FaultMode.DropConnection:
                context.Abort();
                return true;
            case FaultMode.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                return true;
            case FaultMode.Garbage:
                await Results.Content("<!doctype html><title>Welcome to our Wi-Fi</title>", "text/html").ExecuteAsync(context);
                return true;
            case FaultMode.Forbidden403:
                await AnswerAsync(context, StatusCodes.Status403Forbidden, "Request blocked");
                return true;
            case FaultMode.Error500:
                await AnswerAsync(context, StatusCodes.Status500InternalServerError, "Internal Server Error");
                return true;
            case FaultMode.TooMany429:
                SetRetryAfter(context, fault.RetryAfter ?? DefaultRetryAfter);
                await AnswerAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests");
                return true;
            case FaultMode.Unavailable503:
                SetRetryAfter(context, fault.RetryAfter);
                await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "Service Unavailable");
                return true;
            default:
                throw new InvalidOperationException($"No answer for the fault {fault.Mode}.");
        }
    }

    // Plain text: such answers come from what stands before a server as often as from the server.
    private static Task AnswerAsync(HttpContext context, int status, string text) =>
        Results.Text(text, statusCode: status).ExecuteAsync(context);

    private static void SetRetryAfter(HttpContext context, TimeSpan? delay)
    {
        if (delay is { } value)
            context.Response.Headers.RetryAfter = Math.Ceiling(value.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }
}
