using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Gateway.Tests.Scenarios;

/// <summary>What operators can see of a gateway: metrics to be asked for, metrics and traces to be sent.</summary>
public sealed class Telemetry
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_are_at_the_admin_listener_for_those_who_have_the_key()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, AdminClient.Allow);
        using var admin = new AdminClient(world.Gateway);
        await world.SignInAsync();
        world.Expire();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.Browser.GetAsync("/api")));

        var answer = await admin.GetAsync("/metrics");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        text.ShouldContain("gateway_auth_server_call_duration_seconds_count{");
        text.ShouldContain("call=\"refresh\",outcome=\"granted\"");
        text.ShouldContain("gateway_refresh_wait_duration_seconds_bucket{");
        text.ShouldContain("gateway_refresh_last_success_age_seconds{");
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        text.ShouldContain("http_route=\"/api/{**rest}\"");
        text.ShouldNotContain(world.Browser.DeviceId!);
        using var stranger = new HttpClient { BaseAddress = AdminClient.AddressOf(world.Gateway) };
        (await stranger.GetAsync("/metrics", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await world.Browser.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Metrics_and_traces_are_sent_to_a_collector()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings => (settings["Gateway:Observability:OtlpEndpoint"], settings["Gateway:Observability:ServiceName"]) = (collector.Address, "gateway-of-a-test")
        );
        await world.SignInAsync();
        world.Expire();
        (await world.Browser.GetAsync("/api/orders?code=HIDDEN")).StatusCode.ShouldBe(HttpStatusCode.OK);

        world.Service<MeterProvider>().ForceFlush(30_000).ShouldBeTrue();
        world.Service<TracerProvider>().ForceFlush(30_000).ShouldBeTrue();

        collector.Has("MetricsService", "gateway-of-a-test", "gateway.auth_server.call.duration", "http.server.request.duration").ShouldBeTrue();
        collector.Has("TraceService", "gateway-of-a-test", "gateway.refresh", "/api/{**rest}").ShouldBeTrue();
        collector.Has("", world.Browser.DeviceId!).ShouldBeFalse();
        collector.Has("", "HIDDEN").ShouldBeFalse();
    }

    // The destination is the auth server as well, to see what that gets. Fails when a refresh begins a trace of its own.
    [Fact]
    public async Task A_request_its_refresh_and_what_is_forwarded_are_of_one_trace()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Observability:OtlpEndpoint"] = collector.Address;
                settings["Gateway:AuthServers:default:BaseAddress"] = settings["ReverseProxy:Clusters:api:Destinations:one:Address"];
            }
        );
        await world.SignInAsync();
        world.Expire();
        world.Api.AnswerNext(new DestinationAnswer { Body = """{"access_token":"from-there"}""" });
        var (trace, caller) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());

        // Not by the client library, which would write a parent of its own while traces are listened to.
        var answer = await RawHttp.AskAsync(world.Gateway.Address, "GET /api", $"Cookie: device_id={world.Browser.DeviceId}", $"traceparent: 00-{trace}-{caller}-01");

        RawHttp.StatusOf(answer).ShouldBe(200);
        var (refresh, forwarded) = (await world.Api.NextRequestAsync(Cancellation), await world.Api.NextRequestAsync(Cancellation));
        (refresh.Path, forwarded.Path).ShouldBe(("/refresh", "/api"));
        var parents = new[] { refresh, forwarded }.Select(request => ActivityContext.Parse(request.Header("traceparent")!, null)).ToList();
        parents.ShouldAllBe(parent => parent.TraceId == trace);
        parents.Select(parent => parent.SpanId).Append(caller).ShouldBeUnique(); // each has a span of the gateway as its parent
    }

    // Whoever listens is paid for by every request.
    [Fact]
    public async Task Nobody_listens_unless_somebody_wants_to_know()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded);

        world.Gateway.Services.GetService<MeterProvider>().ShouldBeNull();
        world.Gateway.Services.GetService<TracerProvider>().ShouldBeNull();
    }

    // Fails when a request that joins is not linked, and when each has a refresh of its own.
    [Fact]
    public async Task Requests_that_share_a_refresh_are_linked_to_its_one_span()
    {
        const int requests = 5;
        await using var world = await World.StartAsync(StoreKind.Embedded);
        await world.SignInAsync();
        var traces = Enumerable.Range(0, requests).Select(_ => ActivityTraceId.CreateRandom()).ToList();
        var spans = new ConcurrentQueue<Activity>();
        using var ended = new SemaphoreSlim(0);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Gateway.Refresh" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (!traces.Contains(span.TraceId))
                    return;
                spans.Enqueue(span);
                ended.Release();
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var joined = new Counted(world.Service<IMeterFactory>(), "gateway.refresh.joined");
        world.Expire();

        Task<HttpResponseMessage[]> answers;
        using (world.Auth.HoldRefreshes())
        {
            answers = Task.WhenAll(traces.Select(trace => world.Browser.GetAsync("/api", ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))));
            await world.Auth.WaitForRefreshCallsAsync(1, Cancellation);
            while (joined.Value < requests - 1)
                await Task.Yield();
        }
        (await answers).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        for (var i = 0; i < requests + 1; i++) // a request's span ends after its answer is read
            await ended.WaitAsync(Cancellation);

        var refresh = spans.Where(span => span.OperationName is "gateway.refresh").ShouldHaveSingleItem();
        var linked = spans.Where(span => span.Source.Name is "Microsoft.AspNetCore" && span.Links.Any(link => link.Context.SpanId == refresh.SpanId)).ToList();
        linked.Count.ShouldBe(requests - 1);
        linked.ShouldAllBe(span => span.TraceId != refresh.TraceId);
    }
}
