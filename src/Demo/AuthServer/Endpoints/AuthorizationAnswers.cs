using Demo.AuthServer.Authorization;
using Demo.AuthServer.Sso;
using Microsoft.AspNetCore.WebUtilities;

namespace Demo.AuthServer.Endpoints;

/// <summary>Sends the browser back to the client, with a code or an error, and with the issuer's name (RFC 9207).</summary>
internal sealed class AuthorizationAnswers(AuthorizationCodes codes, PushedRequests pushed, Func<string> issuer)
{
    public IResult Code(AuthorizationRequest request, SsoSession session)
    {
        pushed.Remove(request);
        return SendTo(request.RedirectUri, request.State, [new("code", codes.Issue(request, session))]);
    }

    public IResult Error(string redirectUri, string? state, OAuthError error) =>
        SendTo(redirectUri, state, [new("error", error.Error), new("error_description", error.Description)]);

    private SeeOther SendTo(string redirectUri, string? state, IEnumerable<KeyValuePair<string, string?>> parameters) =>
        new(QueryHelpers.AddQueryString(redirectUri, [.. parameters, .. state is null ? [] : Pair("state", state), .. Pair("iss", issuer())]));

    private static KeyValuePair<string, string?>[] Pair(string name, string value) => [new(name, value)];
}
