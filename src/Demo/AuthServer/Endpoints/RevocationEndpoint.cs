using Demo.AuthServer.Clients;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Endpoints;

/// <summary>The revocation endpoint of RFC 7009. Either kind of token ends the whole family; an unknown one is a success too.</summary>
internal sealed class RevocationEndpoint(ClientAuthentication clients, RefreshTokens refreshTokens, AuthServerCounters counters)
{
    public void Map(WebApplication app) => app.MapPost("/revoke", RevokeAsync);

    private async Task<IResult> RevokeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
            return OAuthError.InvalidRequest("The body must be application/x-www-form-urlencoded");

        var form = await request.ReadFormAsync(cancellationToken);
        if (await clients.CheckAsync(request, form) is { } refusal)
            return refusal;
        if (form["token"].ToString() is not { Length: > 0 } token)
            return OAuthError.InvalidRequest("token is missing");

        refreshTokens.EndFamilyOf(token);
        counters.Revocations.Increment();
        return Results.Ok();
    }
}
