using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Support;

/// <summary>Sends requests as they are written: no client library mends or forbids anything of them.</summary>
internal static class RawHttp
{
    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All that comes back for <paramref name="request"/> (Latin-1) until the connection is closed; it should ask for that.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        await using var stream = client.GetStream();
        var answer = ReadAsync(stream);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        }
        catch (IOException)
        {
            // Refused before it had come whole; the answer tells.
        }
        return await answer.WaitAsync(Patience, Cancellation);
    }

    /// <summary>The answer to a request of this line and these header lines, which have no end of line of their own.</summary>
    public static Task<string> AskAsync(Uri address, string requestLine, params IEnumerable<string> headers) =>
        ExchangeAsync(address, $"{requestLine} HTTP/1.1\r\nHost: {address.Authority}\r\n{string.Concat(headers.Select(line => line + "\r\n"))}Connection: close\r\n\r\n");

    /// <summary>The status of an answer; 0 where there is none.</summary>
    public static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture, out var status) ? status : 0;

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var read = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, Cancellation)) > 0)
                read.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            return read.ToString(); // reset; what had come counts
        }
        return read.ToString();
    }
}
