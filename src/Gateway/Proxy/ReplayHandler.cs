using System.Net;
using Gateway.Refresh;
using Gateway.Sessions;

namespace Gateway.Proxy;

/// <summary>
/// A destination that answers 401 to a token of ours may know more than its expiry tells: the session is refreshed, unless a
/// newer token is there already, and the request is sent once more, never twice. Where that is not possible the 401 passes.
/// Whatever a destination answers, it may not set our cookie, and what is long-lived ends with the session, or with this process.
/// </summary>
internal sealed class ReplayHandler(HttpMessageHandler inner, RefreshCoordinator refresh, FruitlessReplays fruitless, WithheldCookies cookies, EndingStreams streams)
    : DelegatingHandler(inner)
{
    private const int MaxBuffered = 64 * 1024;

    /// <summary>Set by a route whose <c>Replay</c> is <c>Off</c>.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsOff = new("gateway.replay.off");

    /// <summary>Set by a route that sends the token as a cookie too: its name.</summary>
    public static readonly HttpRequestOptionsKey<string> TokenCookie = new("gateway.token_cookie");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SessionTransform.InjectedInto(request) is not { } session ? SendOnceAsync(request, session: null, cancellationToken)
        : request.Content is null ? SendAsync(request, session, cancellationToken)
        : SendAsync(request, request.Content, session, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpContent body, Session session, CancellationToken cancellationToken)
    {
        // Without a length, or too large to keep until the answer is known, it cannot be sent twice.
        if (body.Headers.ContentLength is null or > MaxBuffered || IsSwitchedOff(request))
            return await SendOnceAsync(request, session, cancellationToken);
        await body.LoadIntoBufferAsync(MaxBuffered, cancellationToken);
        return await SendAsync(request, session, cancellationToken);
    }

    // Every warm request waits here, so nothing is kept over the wait but what a replay needs.
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Session session, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized && !IsSwitchedOff(request) && !fruitless.Contains(session))
            answer = await ReplayAsync(request, session, answer, cancellationToken);
        Mend(answer);
        streams.Tie(request, answer, session);
        return answer;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, Session? session, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        Mend(answer);
        streams.Tie(request, answer, session);
        return answer;
    }

    private void Mend(HttpResponseMessage answer)
    {
        cookies.Withhold(answer);
        // It has no body (RFC 9110 section 15.3.5), and Kestrel would wait for the one that a length promises.
        if (answer.StatusCode is HttpStatusCode.NoContent)
            answer.Content.Headers.Remove("Content-Length");
    }

    private async Task<HttpResponseMessage> ReplayAsync(HttpRequestMessage request, Session session, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        Session? newer;
        try
        {
            newer = await refresh.ReplaceAsync(session, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
        if (newer is null)
            return answer;
        answer.Dispose();
        Authorize(request, newer);
        var second = await base.SendAsync(request, cancellationToken);
        if (second.StatusCode is HttpStatusCode.Unauthorized)
            fruitless.Add(newer);
        return second;
    }

    // Not asked on the warm path: a look at the options of a request that has none allocates them.
    private static bool IsSwitchedOff(HttpRequestMessage request) => request.Options.TryGetValue(IsOff, out _);

    private static void Authorize(HttpRequestMessage request, Session session)
    {
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", session.Authorization);
        if (request.Options.TryGetValue(TokenCookie, out var name))
            ForwardedCookies.AddToken(request, name, session.Tokens.AccessToken.Reveal());
    }
}
