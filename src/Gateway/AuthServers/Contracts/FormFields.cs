using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.AuthServers.Contracts;

/// <summary>Reads forms out of memory, with the limits of ASP.NET Core. What is read before something odd comes, counts.</summary>
internal static class FormFields
{
    private const int LongestBoundary = 70; // RFC 2046 section 5.1.1

    public static async Task<IReadOnlyDictionary<string, string>> ReadUrlEncodedAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = new FormReader(new MemoryStream(body.ToArray()));
            while (await reader.ReadNextPairAsync(cancellationToken) is { } pair)
                fields.TryAdd(pair.Key, pair.Value);
        }
        catch (InvalidDataException)
        {
            return fields; // beyond a limit
        }
        return fields;
    }

    public static async Task<IReadOnlyDictionary<string, string>> ReadMultipartAsync(
        string boundary,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (boundary.Length is 0 or > LongestBoundary)
            return fields;
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray()));
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
                if (section.AsFormDataSection() is { Name.Length: > 0 } field)
                    fields.TryAdd(field.Name, await field.GetValueAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException)
        {
            return fields; // cut off, beyond a limit, or in UTF-7
        }
        return fields;
    }
}
