using Microsoft.AspNetCore.StaticFiles;

namespace Demo.Page;

/// <summary>Serves the page out of the assembly: plain files, no build step, and a policy that allows nothing inline.</summary>
internal static class PageEndpoints
{
    private const string ResourcePrefix = "Demo.Page.Assets.";

    private const string StartPage = "index.html";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static void Map(WebApplication app)
    {
        var resources = typeof(PageEndpoints).Assembly.GetManifestResourceNames();
        foreach (var resource in resources.Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            var file = resource[ResourcePrefix.Length..];
            Map(app, string.Equals(file, StartPage, StringComparison.Ordinal) ? "/" : $"/{file}", resource);
        }
    }

    /// <summary>For other pages that want to look like it.</summary>
    public static void MapStyle(WebApplication app) => Map(app, "/style.css", $"{ResourcePrefix}style.css");

    private static void Map(WebApplication app, string path, string resource) =>
        app.MapGet(path, (HttpResponse response) => Serve(response, resource));

    private static IResult Serve(HttpResponse response, string resource)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
        return Results.Stream(
            typeof(PageEndpoints).Assembly.GetManifestResourceStream(resource)!,
            ContentTypes.TryGetContentType(resource, out var type) ? type : null);
    }
}
