using System.Text.Json;
using Gateway.AuthServers.Contracts;
using Gateway.Tokens;
using Microsoft.Net.Http.Headers;

namespace Gateway.AuthServers;

/// <summary>The fields of a sign-in request, for <c>request:</c> locators: of a JSON body, a form, or a multipart form.</summary>
public sealed class RequestFields
{
    private readonly Func<string, string?> _find;

    private RequestFields(Func<string, string?> find) => _find = find;

    /// <summary>No fields.</summary>
    public static RequestFields None { get; } = new(_ => null);

    /// <summary>The fields of <paramref name="body"/>. A body that is not what it says it is has none: the auth server will say so.</summary>
    public static async ValueTask<RequestFields> ParseAsync(string? contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (JsonMediaType.Matches(contentType))
            return OfJson(UntrustedJson.Parse(body.Span, AnswerLimits.Depth));
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return None;
        if (type.MatchesMediaType("application/x-www-form-urlencoded"))
            return OfPairs(await FormFields.ReadUrlEncodedAsync(body, cancellationToken));
        if (type.MatchesMediaType("multipart/form-data"))
            return OfPairs(await FormFields.ReadMultipartAsync(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), body, cancellationToken));
        return None;
    }

    /// <summary>The text or number of a field (in JSON, of a dotted path), or null.</summary>
    public string? Find(string path) => _find(path);

    private static RequestFields OfJson(JsonElement? json) =>
        json is { } root ? new RequestFields(path => JsonPath.Find(root, path) is { } value ? JsonScalar.Read(value) : null) : None;

    private static RequestFields OfPairs(IReadOnlyDictionary<string, string> pairs) => new(pairs.GetValueOrDefault);
}
