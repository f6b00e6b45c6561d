using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Benchmarks.Servers;

/// <summary>Takes whatever is sent by OTLP over gRPC, and does nothing with it.</summary>
internal static class CollectorServer
{
    private static readonly byte[] Taken = new byte[5]; // an empty message behind gRPC's five bytes of flag and length

    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(TakeAsync);
        return app;
    }

    private static async Task TakeAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(Taken);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
