using Microsoft.Extensions.Primitives;

namespace Demo.AuthServer.Pages;

/// <summary>Asks whether the person wants to leave: whoever sent them here could not say whom it means.</summary>
internal sealed record LogoutPage(string Target, IReadOnlyDictionary<string, StringValues> Parameters) : HtmlPage("Sign out of the demo?")
{
    protected override string? FormTarget =>
        Uri.TryCreate(Parameters.GetValueOrDefault("post_logout_redirect_uri"), UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : null;

    protected override string Body =>
        $"""
        <form method="post" action="{Text(Target)}">
              {string.Concat(Parameters.Select(parameter => $"""<input type="hidden" name="{Text(parameter.Key)}" value="{Text(parameter.Value)}">"""))}
              <button class="primary" name="confirmed" value="yes" type="submit">Sign out</button>
            </form>
        """;
}
