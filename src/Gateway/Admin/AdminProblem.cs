using Gateway.Answers;

namespace Gateway.Admin;

/// <summary>Problem details (RFC 9457) for operators, with a <c>reason</c> word.</summary>
internal static class AdminProblem
{
    public static Task WriteAsync(HttpContext context, int status, string reason, string detail)
    {
        Answer.NoStore(context);
        return TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["reason"] = reason }).ExecuteAsync(context);
    }

    /// <summary>The store is away; what was to be ended may be ended in part.</summary>
    public static Task StoreUnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Reason.SessionStoreUnavailable, "The session store does not answer.");
    }
}
