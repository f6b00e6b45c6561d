using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Gateway.Answers;

/// <summary>Tells where a person signs in.</summary>
internal sealed class SignInLocation(IOptions<SignInOptions> options, OfferedSignIn? offered = null)
{
    /// <summary>The page that is configured, else the gateway's own sign-in where it offers one; or null.</summary>
    public string? Url => options.Value.Page is { Length: > 0 } page ? page : offered?.Invoke();

    /// <summary>The page with the way back to what was asked for; null where there is none.</summary>
    public string? UrlFrom(HttpRequest request)
    {
        if (Url is not { } page)
            return null;
        // "//host" would lead a page that follows it to another host.
        var local = "/" + request.PathBase.Add(request.Path).ToUriComponent().TrimStart('/', '\\') + request.QueryString.ToUriComponent();
        return QueryHelpers.AddQueryString(page, "return_url", page.StartsWith('/') ? local : request.GetEncodedUrl());
    }
}
