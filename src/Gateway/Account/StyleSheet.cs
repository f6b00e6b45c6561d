using System.Net.Mime;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Gateway.Account;

/// <summary>The page's style sheet, out of the assembly. Browsers ask whether it has changed (RFC 9110 section 13.1.2) and mostly get a 304.</summary>
internal sealed class StyleSheet
{
    private readonly byte[] _content = Load();
    private readonly EntityTagHeaderValue _tag;

    public StyleSheet() => _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(_content)[..8])}\"");

    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(_content, MediaTypeNames.Text.Css, entityTag: _tag).ExecuteAsync(context);
    }

    private static byte[] Load()
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream("Gateway.Account.account.css") ?? throw new InvalidOperationException("The style sheet is missing.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
