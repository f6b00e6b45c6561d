using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Demo.AuthServer.Traffic;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>What is written to the console outside of development: a JSON object a line, which a request can be found by.</summary>
[Collection<RunsAlone>]
public sealed class Logs
{
    [Fact]
    public async Task Each_line_of_a_request_and_of_the_refresh_that_it_began_has_its_trace_id()
    {
        using var captured = new Captured();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Serilog:MinimumLevel:Default"] = "Information";
                settings["Serilog:MinimumLevel:Override:Microsoft"] = "Warning";
            }
        );
        await world.SignInAsync();
        world.Expire();
        world.Auth.Faults.SetForRefreshes(FaultMode.Unavailable503);
        var trace = ActivityTraceId.CreateRandom();

        (await world.Browser.GetAsync("/api", ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        List<JsonElement> lines;
        do // the line of the request itself is written after its answer
            lines = [.. captured.Log.Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("TraceId", out var id) && id.GetString() == trace.ToString())];
        while (lines.Count < 2);
        var messages = lines.ConvertAll(line => line.GetProperty("RenderedMessage").GetString()!);
        messages.ShouldContain(message => message.Contains("could not refresh", StringComparison.Ordinal));
        messages.ShouldContain(message => message.StartsWith("GET /api on api answered 503", StringComparison.Ordinal));
        lines.ShouldAllBe(line => line.GetProperty("SpanId").GetString()!.Length == 16);
    }
}
