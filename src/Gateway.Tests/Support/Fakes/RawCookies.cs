using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Cookies as they stand in the header. ASP.NET's own collection decodes %3D, and hides that a client changed the bytes.</summary>
public static class RawCookies
{
    public static string? Find(HttpRequest request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prefix = $"{name}=";
        return request.Headers.Cookie
            .SelectMany(header => (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }
}
