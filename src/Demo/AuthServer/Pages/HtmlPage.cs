using System.Text.Encodings.Web;

namespace Demo.AuthServer.Pages;

/// <summary>What the auth server's few pages have in common: a card, no script, nothing inline, kept nowhere.</summary>
internal abstract record HtmlPage(string Title) : IResult
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Where a form of this page may lead, by redirects too, beside the auth server itself.</summary>
    protected virtual string? FormTarget => null;

    protected abstract string Body { get; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; form-action 'self' {FormTarget}; base-uri 'none'; frame-ancestors 'none'";

        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>{Text(Title)}</title>
              <link rel="stylesheet" href="/style.css">
            </head>
            <body class="alone">
              <main class="card">
                <h1>{Text(Title)}</h1>
                {Body}
              </main>
            </body>
            </html>
            """,
            httpContext.RequestAborted);
    }

    protected static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
