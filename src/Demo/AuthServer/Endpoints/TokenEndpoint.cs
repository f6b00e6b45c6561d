using System.Collections.Immutable;
using Demo.AuthServer.Authorization;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Tokens;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Endpoints;

/// <summary>The token endpoint of RFC 6749, with the grants <c>authorization_code</c>, <c>password</c> and <c>refresh_token</c>.</summary>
internal sealed class TokenEndpoint(
    ClientAuthentication clients, AuthorizationCodes codes, UserDirectory users, RefreshTokens refreshTokens, TokenIssuer issuer, AuthServerCounters counters)
{
    public static IReadOnlyList<string> Grants { get; } = ["authorization_code", "password", "refresh_token"];

    public void Map(WebApplication app) =>
        app.MapPost("/token", ExchangeAsync).WithMetadata(RefreshEndpoint.ByGrantType);

    private async Task<IResult> ExchangeAsync(HttpRequest request, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        if (!request.HasFormContentType)
            return OAuthError.InvalidRequest("The body must be application/x-www-form-urlencoded");

        var form = await request.ReadFormAsync(cancellationToken);
        if (await clients.CheckAsync(request, form) is { } refusal)
            return refusal;

        return form["grant_type"].ToString() switch
        {
            "authorization_code" => Redeem(form),
            "password" => SignIn(form),
            "refresh_token" => Refresh(form),
            "" => OAuthError.InvalidRequest("grant_type is missing"),
            _ => OAuthError.UnsupportedGrantType($"Grants are {string.Join(", ", Grants)}"),
        };
    }

    private IResult Redeem(IFormCollection form)
    {
        string? code = form["code"], redirectUri = form["redirect_uri"], verifier = form["code_verifier"];
        if (code is null || redirectUri is null || verifier is null)
            return OAuthError.InvalidRequest("code, redirect_uri or code_verifier is missing");

        switch (codes.Redeem(code, redirectUri, verifier))
        {
            case CodeOutcome.Redeemed redeemed:
                counters.SignIns.Increment();
                return Results.Json(issuer.Issue(redeemed.RefreshToken, redeemed.Nonce));
            case CodeOutcome.Refused refused:
                return OAuthError.InvalidGrant(refused.Reason);
            case var other:
                throw new InvalidOperationException($"No answer for {other}.");
        }
    }

    private IResult SignIn(IFormCollection form)
    {
        string? username = form["username"], password = form["password"];
        if (username is null || password is null)
            return OAuthError.InvalidRequest("username or password is missing");

        if (!users.Accepts(username, password))
        {
            counters.SignInsRefused.Increment();
            return OAuthError.InvalidGrant("Invalid credentials");
        }

        // As some providers do: offline_access is dropped without a word, and a refresh that repeats it asks for too much.
        var scopes = ScopesOf(form).Remove("offline_access");
        counters.SignIns.Increment();
        return Results.Json(issuer.Issue(refreshTokens.Open(username, scopes)));
    }

    private IResult Refresh(IFormCollection form)
    {
        if (form["refresh_token"].ToString() is not { Length: > 0 } value)
            return OAuthError.InvalidRequest("refresh_token is missing");

        return refreshTokens.Rotate(value, ScopesOf(form)) switch
        {
            RotationOutcome.Rotated rotated => Results.Json(issuer.Issue(rotated.Successor)),
            RotationOutcome.Refused refused => OAuthError.InvalidGrant(refused.Reason),
            _ => OAuthError.InvalidScope("More than was granted at sign-in"),
        };
    }

    private static ImmutableHashSet<string> ScopesOf(IFormCollection form) =>
        form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableHashSet(StringComparer.Ordinal);
}
