using System.Net;
using System.Text.Json;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Tokens;

namespace CustomGateway;

/// <summary>
/// An auth server that wants each call signed: HMAC-SHA256 over the time and the body, under the client's secret. No contract describes that, since it is
/// another text for each call.
/// </summary>
public sealed class SignedAuthServer(TimeProvider time) : IAuthServerClient, IDisposable
{
    private const int ShortestSecret = 32;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows changes of DNS
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan, // the gateway has the deadline
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <inheritdoc />
    public string Name => "default";

    /// <inheritdoc />
    public SignOutScope? SignOutScope => Gateway.AuthServers.SignOutScope.Device;

    /// <inheritdoc />
    public IEnumerable<Fault> Check(AuthServerOptions entry, string key)
    {
        if (entry.BaseAddress is null)
            yield return new Fault($"{key}:BaseAddress", "is missing: calls are sent there");
        if (entry.ClientId is null)
            yield return new Fault($"{key}:ClientId", "is missing: it says whose signature it is");
        if (entry.ClientSecret is not { Length: >= ShortestSecret })
            yield return new Fault($"{key}:ClientSecret", $"is missing or short: calls are signed with it, {ShortestSecret} characters at least");
    }

    /// <inheritdoc />
    public async Task<RefreshAnswer> RefreshAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(entry, "/refresh", tokens, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => await ReadAsync(answer, cancellationToken),
            HttpStatusCode.Unauthorized => new RefreshAnswer.Denied("answered 401"), // whether its clock and ours agree is told by 403
            var status => new RefreshAnswer.Unavailable($"answered {(int)status}", answer.Headers.RetryAfter?.Delta),
        };
    }

    /// <inheritdoc />
    public async Task<SignOutOutcome> SignOutAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(entry, "/signout", tokens, cancellationToken);
        return answer.IsSuccessStatusCode ? SignOutOutcome.Told
            : answer.StatusCode is HttpStatusCode.Unauthorized ? SignOutOutcome.Refused
            : SignOutOutcome.Unavailable;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<RefreshAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var grant = await answer.Content.ReadFromJsonAsync<Grant>(cancellationToken);
        return new RefreshAnswer.Granted(
            new TokenSet
            {
                AccessToken = new Secret(grant?.AccessToken ?? ""),
                AccessExpiry = grant?.ExpiresIn is > 0 and < int.MaxValue and var seconds ? time.GetUtcNow().AddSeconds(seconds) : default,
                AccessLifetime = default, // what is not told follows from the entry
                RefreshToken = new Secret(grant?.RefreshToken ?? ""),
                RefreshExpiry = default,
            }
        );
    }

    private async Task<HttpResponseMessage> PostAsync(AuthServerOptions entry, string path, TokenSet tokens, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["refresh_token"] = tokens.RefreshToken.Reveal() });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(entry.BaseAddress!.AbsoluteUri.TrimEnd('/') + path))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.Add("X-Client", entry.ClientId);
        request.Headers.Add("X-Signature", RequestSignature.Of(entry.ClientSecret!, time.GetUtcNow(), body));
        return await _http.SendAsync(request, cancellationToken);
    }
}
