using System.Text.Json;
using System.Text.Json.Nodes;

namespace Demo.Hosting;

/// <summary>Reads a request's JSON object. What is no JSON object is an answer of the caller's, so it is a value here, not an exception.</summary>
public static class JsonBody
{
    /// <returns>The object; null where the body is malformed or something else.</returns>
    public static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>The text of a member; null where it is absent, empty or no text.</returns>
    public static string? Text(this JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
