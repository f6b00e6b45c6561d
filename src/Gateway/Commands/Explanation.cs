using Gateway.Protection;
using Gateway.Proxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Gateway.Commands;

/// <summary>One line of what would be done with a request.</summary>
internal sealed record Explanation(string Key, string Value, string? Note = null)
{
    /// <summary>All lines.</summary>
    public static IReadOnlyList<Explanation> Of(HttpContext context, Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<RouteModel>() is { } route ? OfRoute(context.Request, route)
        : endpoint is null ? [new("answer", "404", "no route matches")]
        : endpoint.DisplayName?.StartsWith("405", StringComparison.Ordinal) is true ? [new("answer", "405", "a route matches, but not with this method")]
        : [new("answer", "the gateway's own", endpoint.DisplayName)];

    private static List<Explanation> OfRoute(HttpRequest request, RouteModel model)
    {
        var route = SessionRoute.Read(model.Config, []);
        List<Explanation> lines =
        [
            new("route", model.Config.RouteId, Match(model.Config.Match)),
            new("cluster", model.Config.ClusterId ?? "none", model.Cluster is { } cluster ? string.Join(", ", cluster.Model.Config.Destinations?.Values.Select(one => one.Address) ?? []) : "nothing to forward to"),
            new("session", $"{route.Word}", Meaning(route.Word)),
        ];
        if (route.Word is SessionWord.SignIn)
            lines.Add(new("auth-server", route.AuthServer));
        lines.Add(CrossSiteOf(request, route));
        if (route.Word is SessionWord.Required or SessionWord.Optional)
        {
            lines.Add(new("replay", $"{route.Replay}", route.Replay is Replay.On ? "a 401 of the destination: once more with a new token, where the body is none or small" : "a 401 of the destination passes"));
            lines.Add(new("streams", $"{route.Streams}", route.Streams is Streams.CloseOnEnd ? "WebSocket, event stream and gRPC end with the session" : "they go on after the session's end"));
        }
        if (route.TokenCookie is { } name)
            lines.Add(new("token-cookie", name, "carries the access token too"));
        lines.Add(new("largest-body", model.Config.MaxRequestBodySize is { } most ? (most < 0 ? "no limit" : $"{most}") : "Kestrel's limit", "413 beyond"));
        return lines;
    }

    private static Explanation CrossSiteOf(HttpRequest request, SessionRoute route) =>
        new(
            "cross-site",
            $"{route.CrossSite}",
            route.Word is SessionWord.None ? "no session has to do with it"
                : route.CrossSite is CrossSite.Allow ? "pages of other sites may send it"
                : CrossSiteCheck.IsGuarded(request) ? "403 for pages of other sites that are not trusted"
                : $"{request.Method} changes nothing, so pages of other sites may send it"
        );

    private static string Match(RouteMatch match) =>
        string.Join(' ', new[] { match.Methods is { Count: > 0 } methods ? string.Join('|', methods) : null, match.Hosts is { Count: > 0 } hosts ? string.Join('|', hosts) : null, match.Path }.OfType<string>());

    private static string Meaning(SessionWord word) =>
        word switch
        {
            SessionWord.Required => "the token is added; without a session 401, or a redirect for a page",
            SessionWord.Optional => "the token is added where there is a session",
            SessionWord.SignIn => "tokens in a 2xx answer become a session",
            SessionWord.SignOut => "ends the session; answered here, nothing is forwarded",
            _ => "no token is added",
        };
}
