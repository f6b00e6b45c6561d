using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.AuthServers.Contracts;

/// <summary>Writes the fields of a call as its body.</summary>
internal static class CallBodyWriter
{
    // Not read by a browser, so only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // An empty body is still a body: the handler re-sends a request without one by itself, several times, when a connection drops.
    public static HttpContent Write(CallBody body, IEnumerable<KeyValuePair<string, string>> fields) =>
        body switch
        {
            CallBody.Json => WriteJson(fields),
            CallBody.Form => new FormUrlEncodedContent(fields),
            _ => new ByteArrayContent([]),
        };

    private static ByteArrayContent WriteJson(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }
        return new ByteArrayContent(buffer.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
