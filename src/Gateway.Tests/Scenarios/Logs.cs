using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Demo.AuthServer.Traffic;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using OpenTelemetry.Trace;

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

    // Fails when each look at /readyz writes an error while it is not ready on purpose.
    [Fact]
    public async Task Taking_leave_is_told_once_and_is_no_error()
    {
        using var captured = new Captured();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Serilog:MinimumLevel:Default"] = settings["Serilog:MinimumLevel:Override:Microsoft"] = "Information";
                settings["Gateway:Drain:Delay"] = "00:00:05";
            }
        );

        var stopped = world.Gateway.StopAsync();
        for (var look = 0; look < 3; look++)
            (await world.Browser.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        world.Time.Advance(TimeSpan.FromSeconds(5));
        await stopped;

        captured.Log.Count(line => line.Contains("Asked to end", StringComparison.Ordinal)).ShouldBe(1);
        captured.Log.Where(line => line.Contains("\"Level\":\"Error\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // Fails when nobody listens to what OpenTelemetry says of its exports.
    [Fact]
    public async Task A_collector_that_is_away_is_told_of_and_not_at_every_export()
    {
        using var captured = new Captured();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Serilog:MinimumLevel:Default"] = "Information";
                settings["Gateway:Observability:OtlpEndpoint"] = $"http://127.0.0.1:{FreePort.Next()}";
            }
        );

        for (var export = 0; export < 3; export++)
        {
            (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            world.Service<TracerProvider>().ForceFlush(30_000);
        }

        captured.Log.Where(line => line.Contains("Telemetry could not be sent", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("127.0.0.1");
    }
}
