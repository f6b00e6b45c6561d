namespace Gateway.Benchmarks.Servers;

/// <summary>A destination that costs as little as can be: one fixed answer and no log. It plays the auth server too.</summary>
internal static class DestinationServer
{
    private static readonly byte[] Body = """{"id":"b5c1d8f2","items":[{"sku":"A-1","count":2},{"sku":"B-7","count":1}],"total":41.5}"""u8.ToArray();

    /// <summary>
    /// <c>--latency</c>: of a refresh, in milliseconds. <c>--lifetime</c>: of access tokens, in seconds. <c>--work</c>: of the processor, in microseconds, that a call by somebody
    /// else takes.
    /// </summary>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Configuration.AddCommandLine(args);
        builder.Services.AddRouting();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var latency = TimeSpan.FromMilliseconds(app.Configuration.GetValue("latency", 0));
        var work = TimeSpan.FromMicroseconds(app.Configuration.GetValue("work", 0));
        new AuthServerEndpoints(latency, app.Configuration.GetValue("lifetime", 3600.0), work).Map(app);
        app.Map("/api/{**rest}", AnswerAsync);
        return app;
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Body.Length;
        return context.Response.Body.WriteAsync(Body, 0, Body.Length);
    }
}
