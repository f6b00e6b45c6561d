using System.Text.Json.Nodes;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>gateway explain METHOD URL</c>: which route a request would take and what the gateway would do for it. Nothing is sent.</summary>
internal static class ExplainCommand
{
    public static async Task<Report> RunAsync(WebApplication app, Action<WebApplication> map, string method, string url)
    {
        await using (app)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                return new Report(2, $"'{url}' is no absolute http or https URL, such as https://app.example.com/api/orders.");
            if (await app.Services.CheckConfigurationAsync() is { Count: > 0 } faults)
                return new Report(1, $"The configuration has {faults.Count} fault(s); gateway check tells them.");
            map(app);
            var request = Request(app, method.ToUpperInvariant(), address);
            var lines = Explanation.Of(request, await MatchAsync(app, request));
            var width = lines.Max(line => line.Key.Length) + 2;
            return new Report(
                0,
                string.Join('\n', lines.Select(line => $"{line.Key.PadRight(width)}{line.Value}{(line.Note is { } note ? $"   ({note})" : "")}")),
                new JsonObject(lines.Select(line => KeyValuePair.Create(line.Key.Replace(' ', '_').Replace('-', '_'), (JsonNode?)line.Value)))
            );
        }
    }

    private static DefaultHttpContext Request(WebApplication app, string method, Uri address)
    {
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Request.Method = method;
        context.Request.Scheme = address.Scheme;
        context.Request.Host = new HostString(address.Authority);
        context.Request.Path = PathString.FromUriComponent(address);
        context.Request.QueryString = QueryString.FromUriComponent(address);
        return context;
    }

    // The application's own routing, with nothing behind it.
    private static async Task<Endpoint?> MatchAsync(WebApplication app, HttpContext context)
    {
        var routing = new ApplicationBuilder(app.Services);
        routing.UseRouting();
        routing.Run(_ => Task.CompletedTask);
        foreach (var source in ((IEndpointRouteBuilder)app).DataSources)
            ((IEndpointRouteBuilder)routing.Properties["__EndpointRouteBuilder"]!).DataSources.Add(source);
        await routing.Build()(context);
        return context.GetEndpoint();
    }
}
