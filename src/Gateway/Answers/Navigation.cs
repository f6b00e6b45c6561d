namespace Gateway.Answers;

/// <summary>Tells a person's page navigation from a script's fetch, which must never get a redirect.</summary>
internal static class Navigation
{
    /// <summary><c>Sec-Fetch-Mode: navigate</c> (W3C Fetch Metadata) decides where it is sent; else a GET that wants HTML first.</summary>
    public static bool Is(HttpRequest request) =>
        request.Headers.TryGetValue("Sec-Fetch-Mode", out var mode) ? mode == "navigate" : HttpMethods.IsGet(request.Method) && PrefersHtml(request);

    /// <summary>The same for the POST of a form.</summary>
    public static bool IsForm(HttpRequest request) => request.Headers.TryGetValue("Sec-Fetch-Mode", out var mode) ? mode == "navigate" : PrefersHtml(request);

    private static bool PrefersHtml(HttpRequest request) => request.Headers.Accept.ToString().AsSpan().TrimStart().StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
}
