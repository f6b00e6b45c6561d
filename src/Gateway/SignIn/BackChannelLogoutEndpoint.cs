using Gateway.Answers;
using Gateway.AuthServers.OpenId;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.SignIn;

/// <summary>
/// <c>POST /auth/backchannel-logout</c> (OpenID Connect Back-Channel Logout 1.0 section 2.5): the auth server ends sessions here. It is called by the
/// server and not by a browser, so what it brings is all that proves it.
/// </summary>
internal sealed partial class BackChannelLogoutEndpoint(
    SignInServers servers,
    SessionDirectory directory,
    SessionLifecycle lifecycle,
    OnceOnly once,
    RecentLogouts recent,
    TimeProvider time,
    ILogger<BackChannelLogoutEndpoint> log
)
{
    private const int LongestBody = 16 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        Answer.NoStore(context);
        context.Response.StatusCode = await TokenOfAsync(context) is { } token ? await EndAsync(token, context.RequestAborted) : StatusCodes.Status400BadRequest;
    }

    // What could not be carried out is to be sent again; those that have been told by then know the token as used.
    private async Task<int> EndAsync(string token, CancellationToken cancellationToken)
    {
        var statuses = await Task.WhenAll(MeantBy(token).Select(server => EndAtAsync(server, token, cancellationToken)));
        return statuses.Length is 0 ? Invalid("", "is of no issuer that is known here, or for another client")
            : statuses.Contains(StatusCodes.Status503ServiceUnavailable) ? StatusCodes.Status503ServiceUnavailable
            : statuses.Min();
    }

    private async Task<int> EndAtAsync(OpenIdClient server, string token, CancellationToken cancellationToken) =>
        await server.ReadLogoutTokenAsync(token, cancellationToken) switch
        {
            LogoutToken.Valid valid => await EndOnceAsync(server.Name, valid, token),
            LogoutToken.Unavailable(var reason) => Unavailable(server.Name, reason),
            LogoutToken.Invalid(var reason) => Invalid(server.Name, reason),
            _ => Invalid(server.Name, "cannot be read"),
        };

    // It counts as used once all has ended: where that did not come about, for whatever reason, the server can send it again.
    private async Task<int> EndOnceAsync(string name, LogoutToken.Valid token, string text)
    {
        var (id, memory) = ($"logout:{name}:{token.Id}", token.Expiry - time.GetUtcNow() + 2 * SignedTokens.ClockSkew);
        var wasUsed = await once.IsUsedAsync(id);
        if (wasUsed is false && await recent.RememberAsync(name, token, text) && await EndSessionsAsync(name, token) is { } count)
        {
            LogEnded(name, count);
            wasUsed = !await once.TryUseAsync(id, memory);
            if (wasUsed is false)
                return StatusCodes.Status200OK;
        }
        return wasUsed is true ? Invalid(name, "was used before") : Unavailable(name, "the store does not answer");
    }

    private async Task<int?> EndSessionsAsync(string name, LogoutToken.Valid token)
    {
        var ofSid = token.Sid is { } sid ? await directory.OfSidAsync(name, sid) : [];
        var ofUser = token.Subject is { } user ? await directory.OfUserAsync(name, user) : [];
        if (ofSid is null || ofUser is null)
            return null;
        // Which of the user's sessions those are that name no sid cannot be told, so they end too.
        var sessions = ofSid.Concat(ofUser.Where(session => token.Sid is null || session.Sid is null));
        var ended = await Task.WhenAll(sessions.Select(session => lifecycle.EndAsync(session, EndReason.BackChannel)));
        return ended.Any(answer => answer is StoreAnswer.Unavailable) ? null : ended.Length;
    }

    /// <summary>
    /// The auth servers that the token says it is of, several where we are several clients of one. It is believed once it has been checked against their keys.
    /// </summary>
    private List<OpenIdClient> MeantBy(string token)
    {
        try
        {
            var claimed = new JsonWebToken(token);
            return [.. servers.All.Values.Where(server => server.IsMeant(claimed.Issuer, claimed.Audiences))];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    private static async Task<string?> TokenOfAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.HasFormContentType)
            return null;
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LongestBody;
        try
        {
            return (await request.ReadFormAsync(context.RequestAborted))["logout_token"].ToString() is { Length: > 0 } token ? token : null;
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException or NotSupportedException)
        {
            return null; // beyond a limit, cut off, or in UTF-7
        }
    }

    private int Invalid(string name, string reason)
    {
        LogInvalid(name, reason);
        return StatusCodes.Status400BadRequest;
    }

    private int Unavailable(string name, string reason)
    {
        LogUnavailable(name, reason);
        return StatusCodes.Status503ServiceUnavailable;
    }

    [LoggerMessage(1030, LogLevel.Information, "A logout from the auth server {AuthServer} has ended {Count} sessions")]
    private partial void LogEnded(string authServer, int count);

    [LoggerMessage(1031, LogLevel.Warning, "A logout token of {AuthServer} was refused: it {Reason}")]
    private partial void LogInvalid(string authServer, string reason);

    [LoggerMessage(1032, LogLevel.Warning, "A logout from {AuthServer} could not be carried out: {Reason}")]
    private partial void LogUnavailable(string authServer, string reason);
}
