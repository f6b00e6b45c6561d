using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>What we put into a state beside what the framework's handler does (PKCE verifier, correlation).</summary>
internal static class StateItems
{
    private const string Server = "auth_server";
    private const string NonceItem = "nonce";

    public static AuthenticationProperties New(string server, string nonce, string returnUrl) =>
        new(new Dictionary<string, string?>(StringComparer.Ordinal) { [Server] = server, [NonceItem] = nonce }) { RedirectUri = returnUrl };

    public static string? AuthServer(this AuthenticationProperties state) => state.Items.TryGetValue(Server, out var name) ? name : null;

    public static string Nonce(this AuthenticationProperties state) => state.Items[NonceItem]!;

    public static string ReturnUrl(this AuthenticationProperties state) => state.RedirectUri ?? "/";
}
