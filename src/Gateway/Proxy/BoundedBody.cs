namespace Gateway.Proxy;

/// <summary>Reads an answer that has to be looked into.</summary>
internal static class BoundedBody
{
    /// <summary>The body, or null where it is encoded or larger than <paramref name="limit"/> bytes.</summary>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage reply, int limit, CancellationToken cancellationToken)
    {
        if (reply.Content.Headers.ContentEncoding.Count > 0 || reply.Content.Headers.ContentLength > limit)
            return null;
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
