namespace Gateway.Proxy;

/// <summary>Reads an answer that has to be looked into.</summary>
internal static class BoundedBody
{
    /// <summary>The body, or null where it is encoded, larger than <paramref name="limit"/> bytes, or does not come whole within <paramref name="patience"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage reply, int limit, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        if (reply.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity") || reply.Content.Headers.ContentLength > limit)
            return null;
        using var timeout = new CancellationTokenSource(patience, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await ReadAsync(reply, limit, deadline.Token);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage reply, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await reply.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            if (buffer.Length > limit)
                return null;
        }
        return buffer.ToArray();
    }
}
