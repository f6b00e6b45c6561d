using System.Buffers;
using System.Text.Json;

namespace Gateway.AuthServers.Contracts;

/// <summary>Takes the fields that tokens lie in out of a JSON body and keeps all else. Repeated fields are taken out each time.</summary>
internal sealed class TokenFields(IEnumerable<string> paths)
{
    private readonly string[] _paths = [.. paths];

    public ReadOnlyMemory<byte> RemoveFrom(JsonElement body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) // it escapes all but ASCII: right under any charset that the answer claims
            Copy(body, _paths, writer);
        return buffer.WrittenMemory;
    }

    private static void Copy(JsonElement element, string[] paths, Utf8JsonWriter writer)
    {
        if (paths.Length is 0 || element.ValueKind is not JsonValueKind.Object)
        {
            element.WriteTo(writer);
            return;
        }
        writer.WriteStartObject();
        foreach (var property in element.EnumerateObject().Where(property => !paths.Contains(property.Name, StringComparer.Ordinal)))
        {
            writer.WritePropertyName(property.Name);
            Copy(property.Value, Below(property.Name, paths), writer);
        }
        writer.WriteEndObject();
    }

    private static string[] Below(string name, string[] paths) =>
        [.. paths.Where(path => path.StartsWith(name + ".", StringComparison.Ordinal)).Select(path => path[(name.Length + 1)..])];
}
