using Demo.AuthServer.Authorization;

namespace Demo.AuthServer.Pages;

/// <summary>Asks who it is. The fields are filled in: it is a demo.</summary>
internal sealed record SignInPage(string Target, AuthorizationRequest Request) : HtmlPage("Sign in to the demo")
{
    /// <summary>The email that was just tried in vain.</summary>
    public string? Refused { get; init; }

    // Browsers hold a form to this list over its redirects as well, and the last one leads to the client.
    protected override string FormTarget => new Uri(Request.RedirectUri).GetLeftPart(UriPartial.Authority);

    protected override string Body =>
        $"""
        <p class="hint">This is the auth server. The gateway learns who you are, and never your password.</p>
            <form method="post" action="{Text(Target)}">
              <label>Email
                <input name="username" type="email" autocomplete="username" value="{Text(Refused ?? Request.LoginHint ?? DemoAuthServerOptions.DemoEmail)}" required>
              </label>
              <label>Password
                <input name="password" type="password" autocomplete="current-password" value="{(Refused is null ? DemoAuthServerOptions.DemoPassword : "")}" required>
              </label>
              <p class="error" role="alert">{(Refused is null ? "" : "Email or password is wrong.")}</p>
              <button class="primary" type="submit">Sign in</button>
            </form>
        """;
}
