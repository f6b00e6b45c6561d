using System.Text.Json;
using Gateway.AuthServers.Contracts;
using Gateway.Tokens;

namespace Gateway.AuthServers.Calls;

/// <summary>An answer that came over the wire, read to its end.</summary>
internal sealed class HttpAnswer(int status, byte[] body, IReadOnlyList<string> setCookies, TimeSpan? retryAfter)
{
    public int Status => status;

    public bool IsSuccess => status is >= 200 and < 300;

    /// <summary>Whether the server as a whole is in trouble, and not only with this session.</summary>
    public bool IsOutage => status is >= 500 or 429;

    public JsonElement? Json { get; } = UntrustedJson.Parse(body, AnswerLimits.Depth);

    /// <summary>What the server asked for, within <see cref="Calls.RetryAfter.Longest"/>.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    public List<SetCookie> ReadCookies(DateTimeOffset now) => [.. setCookies.Select(header => SetCookie.TryParse(header, now)).OfType<SetCookie>()];

    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            response.Headers.TryGetValues("Set-Cookie", out var setCookies) ? [.. setCookies] : [],
            Calls.RetryAfter.Read(response, now)
        );
}
