using Demo.AuthServer.Authorization;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Endpoints;

/// <summary>Takes an authorization request from the client itself, which proves itself, before the browser comes (RFC 9126).</summary>
internal sealed class PushedRequestEndpoint(ClientAuthentication clients, AuthorizationReader reader, PushedRequests pushed, AuthServerCounters counters)
{
    public void Map(WebApplication app) => app.MapPost("/par", PushAsync);

    private async Task<IResult> PushAsync(HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (!request.HasFormContentType)
            return OAuthError.InvalidRequest("The body must be application/x-www-form-urlencoded");

        var form = await request.ReadFormAsync(cancellationToken);
        if (await clients.CheckAsync(request, form) is { } refusal)
            return refusal;
        if (form.ContainsKey("request_uri"))
            return OAuthError.InvalidRequest("A pushed request names no other one");

        switch (reader.Read(form.ToDictionary(StringComparer.Ordinal)))
        {
            case AuthorizationReading.Accepted accepted:
                counters.PushedRequests.Increment();
                return Results.Json(
                    new { request_uri = pushed.Add(accepted.Request), expires_in = (int)PushedRequests.Lifetime.TotalSeconds },
                    statusCode: StatusCodes.Status201Created);
            case AuthorizationReading.SentBack back:
                return back.Error;
            case AuthorizationReading.Refused refused:
                return refused.Error;
            case var other:
                throw new InvalidOperationException($"No answer for {other}.");
        }
    }
}
