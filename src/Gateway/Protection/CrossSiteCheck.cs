using Gateway.Answers;
using Microsoft.Extensions.Options;

namespace Gateway.Protection;

/// <summary>
/// Refuses what a page of another site makes a browser send (cross-site request forgery). Browsers say where a request comes from:
/// <c>Sec-Fetch-Site</c> (W3C Fetch Metadata), the older ones <c>Origin</c> (RFC 6454); who says nothing is no browser and holds no cookie of one.
/// </summary>
internal sealed partial class CrossSiteCheck(IOptions<ProtectionOptions> options, Answer answer, ILogger<CrossSiteCheck> log)
{
    private readonly Uri[] _trusted = [.. options.Value.Origins];

    /// <summary>
    /// Whether the request may change something (RFC 9110 section 9.2.1), or opens a connection that a page then reads and writes without being asked for
    /// CORS (RFC 6455 section 10.2; over HTTP/2 that is a CONNECT).
    /// </summary>
    public static bool IsGuarded(HttpRequest request) => IsUnsafe(request.Method) || request.Headers.Upgrade.Count > 0;

    /// <summary>Whether <paramref name="origin"/> is one of <c>TrustedOrigins</c>.</summary>
    public bool IsTrusted(string? origin) => _trusted.Length > 0 && Origin.Parse(origin) is { } known && Array.Exists(_trusted, trusted => Origin.AreSame(trusted, known));

    /// <summary>Whether a page of another site, and none that is trusted, made the browser send this request, whatever its method.</summary>
    public bool IsCrossSite(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site.ToString() is not ("same-origin" or "same-site" or "none") && !IsTrusted(origin);
        return origin.Length > 0 && !IsOwn(request, origin) && !IsTrusted(origin);
    }

    /// <summary>Whether it is to be refused: guarded, and made by a page of another site.</summary>
    public bool Refuses(HttpRequest request) => IsGuarded(request) && IsCrossSite(request);

    /// <summary>Answers 403, and says which origin.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var stranger = Origin.Parse(context.Request.Headers.Origin)?.GetLeftPart(UriPartial.Authority) ?? "another site";
        LogRefused(stranger);
        return answer.ProblemAsync(
            context,
            StatusCodes.Status403Forbidden,
            Reason.CrossSiteRequest,
            $"The request was made by a page of {stranger}, which is not this host and not among Gateway:Protection:TrustedOrigins."
        );
    }

    private static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    // The scheme is not compared: where TLS ends in front of us and the proxy is not trusted to say so, we know our own only by hearsay.
    private static bool IsOwn(HttpRequest request, string text) =>
        Origin.Parse(text) is { } origin && Origin.Parse($"{origin.Scheme}://{request.Host.Value}") is { } own && Origin.AreSame(origin, own);

    [LoggerMessage(1200, LogLevel.Information, "A request that a page of {Origin} made was refused")]
    private partial void LogRefused(string origin);
}
