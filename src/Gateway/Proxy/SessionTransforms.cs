using Gateway.Protection;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Proxy;

/// <summary>Reads each route's words when YARP builds it and gives the route what they ask for.</summary>
internal sealed class SessionTransforms(IConfiguration configuration, IServiceProvider services) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
        var route = SessionRoute.Read(context.Route, context.Errors);
        if (string.Equals(route.TokenCookie, configuration["Gateway:Devices:CookieName"] ?? "device_id", StringComparison.OrdinalIgnoreCase))
            context.Errors.Add(new ArgumentException($"Route '{context.Route.RouteId}': Metadata 'TokenCookie' is the device cookie's own name."));
        // Asked of the configuration itself, since its auth servers may be the next fault to be reported.
        var known = configuration.GetSection("Gateway:AuthServers").GetChildren().Select(section => section.Key).ToList();
        if (route.Word is SessionWord.SignIn && !known.Contains(route.AuthServer, StringComparer.OrdinalIgnoreCase))
            context.Errors.Add(
                new ArgumentException(
                    $"Route '{context.Route.RouteId}': Metadata 'AuthServer' is '{route.AuthServer}', but Gateway:AuthServers has only: "
                        + $"{string.Join(", ", known.DefaultIfEmpty("none"))}."
                )
            );
    }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        var route = SessionRoute.Read(context.Route, []);
        context.RequestTransforms.Insert(0, context.CopyRequestHeaders is false ? ForgedHeaders.OfSource : ForgedHeaders.OfCopy); // the route's own transforms are there already
        if (route.Word is not SessionWord.None && route.CrossSite is CrossSite.Check)
            context.RequestTransforms.Insert(0, Create<CrossSiteRefusal>());
        context.RequestTransforms.Add(
            route.Word switch
            {
                SessionWord.SignOut => Create<SignOutTransform>(),
                SessionWord.SignIn => Create<SignInRequest>(route),
                SessionWord.None => Create<CookieStripping>(),
                _ => Create<SessionTransform>(route),
            }
        );
        if (route.Word is SessionWord.Required or SessionWord.Optional && services.GetRequiredService<SessionLimits>().AreSet)
            context.RequestTransforms.Add(Create<SessionLimitsCheck>());
        if (route.Word is SessionWord.SignIn)
            context.ResponseTransforms.Add(Create<SignInCapture>(route));
    }

    private T Create<T>(params object[] arguments) => ActivatorUtilities.CreateInstance<T>(services, arguments);
}
