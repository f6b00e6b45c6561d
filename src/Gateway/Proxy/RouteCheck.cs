using System.Buffers;
using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>What of a route nobody would act on here, or what would fail at each of its requests.</summary>
internal static class RouteCheck
{
    private static readonly string[] HeaderTransforms = ["RequestHeader", "RequestHeaderRemove", "RequestHeaderRouteValue", "ResponseHeader", "ResponseHeaderRemove", "ResponseTrailer", "ResponseTrailerRemove"];
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static IEnumerable<Fault> Check(RouteConfig route, string key)
    {
        if (NotActedOn(route) is { } fault)
            yield return new Fault(key, fault);
        if (route.MaxRequestBodySize < -1)
            yield return new Fault($"{key}:MaxRequestBodySize", "is less than -1, which means no limit");
        foreach (var (word, value) in route.Metadata ?? new Dictionary<string, string>())
            if (SessionRoute.Meant(word, value) is { } meant)
                yield return new Fault($"{key}:Metadata:{word}", $"is unknown; {meant} is meant?");
        foreach (var (number, transform) in (route.Transforms ?? []).Index())
        foreach (var (name, value) in transform)
            if (HeaderTransforms.Contains(name, StringComparer.OrdinalIgnoreCase) && (value.Length is 0 || value.AsSpan().ContainsAnyExcept(TokenCharacters)))
                yield return new Fault($"{key}:Transforms:{number}:{name}", "is no name of a header");
    }

    // Middleware that the gateway does not have; each request would be a 500, or pass as if nothing were said.
    private static string? NotActedOn(RouteConfig route) =>
        Says(route.AuthorizationPolicy, "Anonymous") ? "AuthorizationPolicy is not acted on; Metadata:Session says who may pass"
        : route.Timeout is not null || Says(route.TimeoutPolicy, "Disable") ? "Timeout and TimeoutPolicy are not acted on; the cluster's HttpRequest:ActivityTimeout is"
        : Says(route.RateLimiterPolicy, "Disable") ? "RateLimiterPolicy is not acted on; Gateway:Protection has limits"
        : null;

    private static bool Says(string? policy, string nothing) => policy is { Length: > 0 } && !policy.Equals(nothing, StringComparison.OrdinalIgnoreCase);
}
