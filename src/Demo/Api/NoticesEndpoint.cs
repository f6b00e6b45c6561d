namespace Demo.Api;

/// <summary>A stream of server-sent events for the page: <c>/api/notices</c>.</summary>
internal sealed class NoticesEndpoint(Notices notices, BearerTokens bearer)
{
    public void Map(WebApplication app) => app.MapGet("/api/notices", FollowAsync);

    private async Task<IResult> FollowAsync(HttpRequest request, CancellationToken cancellationToken) => await bearer.CheckAsync(request) switch
    {
        TokenCheck.Valid valid => TypedResults.ServerSentEvents(notices.ReadAsync(valid.Token.Subject, cancellationToken)),
        TokenCheck.Invalid invalid => new BearerChallenge(invalid.Description),
        _ => new BearerChallenge(description: null),
    };
}
