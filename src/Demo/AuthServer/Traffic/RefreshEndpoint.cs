namespace Demo.AuthServer.Traffic;

/// <summary>Marks an endpoint that refreshes, always or for some requests (a token endpoint also signs in).</summary>
public sealed class RefreshEndpoint(Func<HttpContext, ValueTask<bool>> isRefreshAsync)
{
    public static RefreshEndpoint Always { get; } = new(_ => ValueTask.FromResult(true));

    public static RefreshEndpoint ByGrantType { get; } = new(HasRefreshGrantAsync);

    public static ValueTask<bool> MatchesAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var mark = context.GetEndpoint()?.Metadata.GetMetadata<RefreshEndpoint>();
        return mark?.IsRefreshAsync(context) ?? ValueTask.FromResult(false);
    }

    private ValueTask<bool> IsRefreshAsync(HttpContext context) => isRefreshAsync(context);

    private static async ValueTask<bool> HasRefreshGrantAsync(HttpContext context) =>
        context.Request.HasFormContentType
        && (await context.Request.ReadFormAsync(context.RequestAborted))["grant_type"] == "refresh_token";
}
