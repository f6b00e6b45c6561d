using Gateway.Observability;

namespace Gateway.Benchmarks.Servers;

/// <summary>What the gateway is measured against: YARP and nothing else, with the gateway's settings of server and logs.</summary>
internal static class PlainYarp
{
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddObservability(builder.Configuration, builder.Environment);
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
        var app = builder.Build();
        app.MapReverseProxy();
        return app;
    }
}
