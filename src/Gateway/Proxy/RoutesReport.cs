using Gateway.Admin;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Gateway.Proxy;

/// <summary>Tells operators of routes and destinations.</summary>
internal sealed class RoutesReport(IProxyStateLookup state)
{
    public IReadOnlyList<RouteStatus> Read() => [.. state.GetRoutes().OrderBy(route => route.Config.RouteId, StringComparer.Ordinal).Select(Of)];

    private static RouteStatus Of(RouteModel route) =>
        new(
            route.Config.RouteId,
            MatchOf(route.Config.Match),
            SessionRoute.Read(route.Config, []).Word.ToString(),
            route.Config.ClusterId,
            [.. route.Cluster?.Destinations.Values.OrderBy(destination => destination.DestinationId, StringComparer.Ordinal).Select(Of) ?? []]
        );

    private static string MatchOf(RouteMatch match) =>
        string.Join(' ', new[] { string.Join(',', match.Methods ?? []), $"{string.Join(',', match.Hosts ?? [])}{match.Path}" }.Where(part => part.Length > 0));

    private static DestinationStatus Of(DestinationState destination) =>
        new(AddressOf(destination.Model.Config.Address), destination.Health.Active.ToString(), destination.Health.Passive.ToString());

    // Without what may be secret.
    private static string AddressOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "";
}
