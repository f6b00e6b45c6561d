using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Gateway.Answers;

/// <summary>A file of one of our pages, out of the assembly. Browsers ask whether it has changed (RFC 9110 section 13.1.2) and mostly get a 304.</summary>
internal sealed class Asset
{
    private readonly string _mediaType;
    private readonly byte[] _content;
    private readonly EntityTagHeaderValue _tag;

    /// <summary>Takes <paramref name="name"/>, the file's path with dots, such as <c>Account.account.css</c>.</summary>
    public Asset(string name, string mediaType)
    {
        (_mediaType, _content) = (mediaType, Load($"{nameof(Gateway)}.{name}"));
        _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(_content)[..8])}\"");
    }

    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(_content, _mediaType, entityTag: _tag).ExecuteAsync(context);
    }

    private static byte[] Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
