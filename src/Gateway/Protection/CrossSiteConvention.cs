namespace Gateway.Protection;

/// <summary>Guards endpoints, so that no other request pays for it.</summary>
internal static class CrossSiteConvention
{
    /// <summary>Has each of the endpoints refuse unsafe requests of other sites' pages.</summary>
    public static void RefuseCrossSite(this IEndpointConventionBuilder endpoints, CrossSiteCheck check) =>
        endpoints.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } handle)
                endpoint.RequestDelegate = context => check.Refuses(context.Request) ? check.AnswerAsync(context) : handle(context);
        });
}
