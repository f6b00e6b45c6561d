using Gateway.AuthServers.OpenId;
using Gateway.Devices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace Gateway.SignIn;

/// <summary>
/// Makes the handler for a request, with what was discovered by then. It is no scheme of the application: that would put the authentication
/// middleware before every request, and fix the endpoints when options are built, while the auth server may be away.
/// </summary>
internal sealed class SignInHandlers(SignInPaths paths, DeviceCookie cookie, ILoggerFactory logs, TimeProvider time)
{
    private static readonly AuthenticationScheme Scheme = new("OpenIdConnect", displayName: null, typeof(SignInHandler));

    public async Task<SignInHandler> CreateAsync(HttpContext context, OpenIdClient client, OpenIdProvider provider, string key, AuthenticationProperties state)
    {
        var handler = new SignInHandler(new Made(Options(client, provider, new StoredState(key, state))), logs, client, provider);
        await handler.InitializeAsync(Scheme, context);
        return handler;
    }

    private OAuthOptions Options(OpenIdClient client, OpenIdProvider provider, StoredState state)
    {
        var options = new OAuthOptions
        {
            AuthorizationEndpoint = provider.AuthorizationEndpoint.AbsoluteUri,
            ClientId = client.ClientId,
            CallbackPath = paths.Callback,
            UsePkce = true,
            StateDataFormat = state,
            RemoteAuthenticationTimeout = SignInStates.Lifetime,
            TimeProvider = time,
        };
        foreach (var scope in client.Scopes)
            options.Scope.Add(scope);
        // The callback is a navigation that comes from the auth server, so the cookie must be Lax; it goes to the callback alone.
        options.CorrelationCookie.Name = CookieName.WithoutPrefix(cookie.Name) + "_sign_in."; // __Host- would ask for the path /
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        return options;
    }

    private sealed class Made(OAuthOptions options) : IOptionsMonitor<OAuthOptions>
    {
        public OAuthOptions CurrentValue => options;

        public OAuthOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OAuthOptions, string?> listener) => null;
    }
}
