using System.Text.Encodings.Web;
using Gateway.AuthServers.OpenId;
using Gateway.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace Gateway.SignIn;

/// <summary>
/// The framework's OAuth handler, for one sign-in of one request. From it come PKCE, the authorization request, the correlation of browser and
/// state (a cookie for each state, so that tabs do not disturb each other) and the reading of the callback. Ours is what a code is worth.
/// </summary>
internal sealed class SignInHandler(IOptionsMonitor<OAuthOptions> options, ILoggerFactory logs, OpenIdClient client, OpenIdProvider provider)
    : OAuthHandler<OAuthOptions>(options, logs, UrlEncoder.Default)
{
    private CodeAnswer? _answer;

    /// <summary>Whether the callback came from the browser that began the sign-in.</summary>
    public bool IsSameBrowser { get; private set; }

    /// <summary>The authorization request; what must be remembered for its callback is put into <paramref name="state"/>.</summary>
    public string Begin(AuthenticationProperties state)
    {
        GenerateCorrelationId(state);
        return BuildChallengeUrl(state, BuildRedirectUri(Options.CallbackPath));
    }

    /// <summary>What came of the callback that is this request.</summary>
    public async Task<CodeAnswer> EndAsync()
    {
        if (Request.Query["iss"].ToString() is var issuer && issuer != provider.Issuer && (issuer.Length > 0 || provider.AlwaysTellsIssuer))
            return new CodeAnswer.Refused("the callback is of another issuer (iss)"); // RFC 9207 section 2.4
        var result = await HandleRemoteAuthenticateAsync();
        return _answer ?? new CodeAnswer.Refused(Request.Query["error"].ToString() is { Length: > 0 } error ? CallbackError.Describe(error) : Explain(result));
    }

    protected override bool ValidateCorrelationId(AuthenticationProperties properties) => IsSameBrowser = base.ValidateCorrelationId(properties);

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var verifier = context.Properties.Items[OAuthConstants.CodeVerifierKey]!;
        var code = new AuthorizationCode(new Secret(context.Code), new Secret(verifier), context.RedirectUri, context.Properties.Nonce());
        // Not the request's own token: a code can be redeemed once, and a closed tab must not leave open what came of it.
        _answer = await client.RedeemAsync(provider, code, CancellationToken.None);
        return OAuthTokenResponse.Failed(new AuthenticationFailureException("It becomes a session, not a ticket."));
    }

    private static string Explain(HandleRequestResult result) => result.Failure?.Message ?? "the callback has neither code nor error";
}
