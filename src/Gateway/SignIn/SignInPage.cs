using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Gateway.SignIn;

/// <summary>
/// A page of a few words and links, for a person whom no application can tell anything yet. No script, nothing loaded from anywhere; all text is
/// encoded, and the policy allows the one style only.
/// </summary>
internal sealed record SignInPage(string Title, string Text, params IReadOnlyList<SignInPage.Link> Links)
{
    private const string Style =
        "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"
        + "h1{font-size:1.6rem}ul{list-style:none;padding:0}a{display:inline-block;padding:.6rem 0}";

    private static readonly string Policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))
        + "'";

    /// <summary>Goes on to the first link by itself.</summary>
    public bool GoesOn { get; init; }

    public async Task WriteAsync(HttpContext context, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer"; // the address holds a code
        await response.WriteAsync(Html(), context.RequestAborted);
    }

    private string Html()
    {
        var items = string.Concat(Links.Select(link => $"<li><a href=\"{Encode(link.Url)}\">{Encode(link.Text)}</a></li>\n"));
        var refresh = GoesOn ? $"<meta http-equiv=\"refresh\" content=\"0;url={Encode(Links[0].Url)}\">\n" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {refresh}<title>{Encode(Title)}</title>
            <style>{Style}</style>
            <main>
            <h1>{Encode(Title)}</h1>
            <p>{Encode(Text)}</p>
            <ul>
            {items}</ul>
            </main>
            </html>

            """;
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    internal sealed record Link(string Text, string Url);
}
