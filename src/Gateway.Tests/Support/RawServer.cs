using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Support;

/// <summary>Answers each request with the bytes that it is told, and closes the connection: no server library that would mend or forbid anything of them.</summary>
internal sealed class RawServer : TcpServer
{
    /// <summary>What is answered to a request (its head in Latin-1, and its body).</summary>
    public Func<string, byte[]> Answer { get; set; } = _ => Json("{}");

    /// <summary>A good answer.</summary>
    public static byte[] Json(string json) => [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n"), .. Encoding.UTF8.GetBytes(json)];

    protected override async Task ServeAsync(NetworkStream stream)
    {
        if (await ReadAsync(stream) is { Length: > 0 } request)
            await stream.WriteAsync(Answer(request));
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var read = "";
        var buffer = new byte[16 * 1024];
        while (!IsWhole(read))
        {
            var count = await stream.ReadAsync(buffer);
            if (count is 0)
                return "";
            read += Encoding.Latin1.GetString(buffer, 0, count);
        }
        return read;
    }

    private static bool IsWhole(string read)
    {
        var head = read.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
            return false;
        const string length = "\r\nContent-Length: ";
        var at = read.IndexOf(length, 0, head, StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? !read[..head].Contains("chunked", StringComparison.OrdinalIgnoreCase) || read.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : read.Length - head - 4 >= int.Parse(read.AsSpan(at + length.Length).ToString().Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
