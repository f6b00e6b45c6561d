using Gateway.Configuration;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Proxy;

/// <summary>
/// Builds of routes and clusters what YARP and the routing below it will build, and throws it away. What these find wrong only then is found before it can
/// take effect: a route that cannot be built would keep the others from changing, or all requests from being served.
/// </summary>
internal sealed class RoutesTrial(IConfiguration configuration, IServiceProvider services) : IConfigurationCheck
{
    public bool IsTrial => true;

    // Asked for now, since it is all made out of options that have been found good only by now.
    public async Task<IReadOnlyList<Fault>> RunAsync()
    {
        var transforms = services.GetRequiredService<ITransformBuilder>();
        var section = configuration.GetSection(LiveRoutes.Section);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore(); // asked for, never started
        builder.Services.AddReverseProxy().LoadFromConfig(WithoutProbes(section));
        builder
            .Services.AddSingleton(services.GetRequiredService<IConfigValidator>())
            .AddSingleton(services.GetRequiredService<IForwarderHttpClientFactory>())
            .AddSingleton(transforms);
        await using var app = builder.Build();
        var routes = app.Services.GetRequiredService<IProxyConfigProvider>().GetConfig();
        var faults = routes.Routes.SelectMany(route => FaultsOf(route, routes, transforms)).ToList();
        if (faults.Count is 0 && await ExplainAsync(() => BuildAsync(app)) is { } fault)
            faults.Add(new Fault(section.Path, fault));
        return faults;
    }

    private IEnumerable<Fault> FaultsOf(RouteConfig route, IProxyConfig routes, ITransformBuilder transforms)
    {
        var cluster = routes.Clusters.FirstOrDefault(cluster => cluster.ClusterId.Equals(route.ClusterId, StringComparison.OrdinalIgnoreCase));
        var key = $"{LiveRoutes.Section}:Routes:{route.RouteId}";
        if (Explain(() => transforms.Build(route, cluster)) is { } built)
            yield return new Fault($"{key}:Transforms", built);
        if (Explain(() => Constrain(route.Match.Path)) is { } path)
            yield return new Fault($"{key}:Match:Path", path);
    }

    private void Constrain(string? path)
    {
        var constraints = services.GetRequiredService<ParameterPolicyFactory>();
        foreach (var parameter in RoutePatternFactory.Parse(path ?? "").Parameters)
        foreach (var policy in parameter.ParameterPolicies)
            constraints.Create(parameter, policy);
    }

    private static async Task BuildAsync(WebApplication app)
    {
        app.UseRouting();
        app.Run(_ => Task.CompletedTask); // a route that is found is not acted on
        app.MapReverseProxy();
        var context = new DefaultHttpContext { RequestServices = app.Services };
        (context.Request.Method, context.Request.Path) = (HttpMethods.Get, "/");
        await ((IApplicationBuilder)app).Build()(context); // routing is built for the first request
    }

    // Nobody is to be probed for a trial.
    private static IConfigurationSection WithoutProbes(IConfigurationSection routes) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(routes.AsEnumerable().Where(pair => !pair.Key.Contains(":HealthCheck:Active", StringComparison.OrdinalIgnoreCase)))
            .Build()
            .GetSection(routes.Path);

    private static string? Explain(Action build)
    {
        try
        {
            build();
            return null;
        }
        catch (Exception error) // whatever is thrown there is a fault of what it is built from
        {
            return MessageOf(error);
        }
    }

    private static async Task<string?> ExplainAsync(Func<Task> build)
    {
        try
        {
            await build();
            return null;
        }
        catch (Exception error)
        {
            return MessageOf(error);
        }
    }

    private static string MessageOf(Exception error) => string.Join(' ', new[] { error.Message, error.GetBaseException().Message }.Distinct(StringComparer.Ordinal));
}
