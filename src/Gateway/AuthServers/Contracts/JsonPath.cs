using System.Text.Json;

namespace Gateway.AuthServers.Contracts;

/// <summary>
/// A dotted path into JSON objects. A name that holds dots itself, such as the claim <c>https://example.com/email</c>, is found as well:
/// at each step the whole rest is tried as one name before it is cut at its first dot.
/// </summary>
internal static class JsonPath
{
    public static bool IsValid(string path) =>
        path.Length > 0
        && !path.Any(char.IsControl)
        && path.Split('.').All(name => name.Length > 0 && name.Trim().Length == name.Length);

    public static JsonElement? Find(JsonElement element, ReadOnlySpan<char> path)
    {
        if (element.ValueKind is not JsonValueKind.Object)
            return null;
        if (element.TryGetProperty(path, out var value))
            return value;
        var dot = path.IndexOf('.');
        return dot > 0 && element.TryGetProperty(path[..dot], out value) ? Find(value, path[(dot + 1)..]) : null;
    }
}
