using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Tokens;

/// <summary>Parses JSON of others. What it gives can be read to its end: no text in it makes a later read fail.</summary>
internal static class UntrustedJson
{
    /// <summary>The JSON value in <paramref name="utf8"/> (a byte order mark is passed over), or null where it is none, or too deep.</summary>
    public static JsonElement? Parse(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var json = utf8.StartsWith("\uFEFF"u8) ? utf8["\uFEFF"u8.Length..] : utf8;
        if (!Utf8.IsValid(json))
            return null; // a parse leaves texts as they are, and this would throw where somebody reads them
        try
        {
            ReadEscaped(json, maxDepth);
            return JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = maxDepth });
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // And so would an escape that is half a surrogate pair.
    private static void ReadEscaped(ReadOnlySpan<byte> json, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
            if (reader.ValueIsEscaped)
                _ = reader.GetString();
    }
}
