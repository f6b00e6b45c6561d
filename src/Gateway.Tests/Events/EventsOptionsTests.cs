using Gateway.Configuration;
using Gateway.Events;
using Gateway.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Events;

public sealed class EventsOptionsTests
{
    private const string Secret = "a-secret-of-at-least-32-characters";

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, null, "events")]
    [InlineData("https://hooks.example.com/x?y=z", Secret, null)]
    [InlineData("http://127.0.0.1:8080/x", Secret, "events")]
    [InlineData("http://localhost/x", Secret, null)]
    public void These_are_good(string? url, string? secret, string? stream) => Check(url, secret, stream).ShouldBeEmpty();

    [Theory]
    [InlineData("http://hooks.example.com/", Secret, null, "X:Webhook:Url")]
    [InlineData("/relative", Secret, null, "X:Webhook:Url")]
    [InlineData("ftp://127.0.0.1/", Secret, null, "X:Webhook:Url")]
    [InlineData("https://hooks.example.com/", null, null, "X:Webhook:Secret")]
    [InlineData("https://hooks.example.com/", "", null, "X:Webhook:Secret")]
    [InlineData("https://hooks.example.com/", "31-characters-are-one-too-few-!", null, "X:Webhook:Secret")]
    [InlineData(null, "too short", null, "X:Webhook:Secret")]
    [InlineData(null, null, " ", "X:Stream")]
    [InlineData(null, null, "", "X:Stream")]
    public void These_are_faults(string? url, string? secret, string? stream, string key)
    {
        var fault = Check(url, secret, stream).ShouldHaveSingleItem();

        fault.Key.ShouldBe(key);
        if (secret is { Length: > 0 })
            fault.Message.ShouldNotContain(secret);
    }

    [Fact]
    public Task The_embedded_store_has_no_streams() =>
        ShouldBeAtFaultAsync("Gateway:Events:Stream", new() { ["Gateway:Events:Stream"] = "events" });

    [Theory]
    [InlineData("a}b:{id}")]
    [InlineData("{}:{id}")]
    [InlineData("x}{id}")]
    public Task Names_that_cannot_share_a_slot_are_refused_where_there_are_events(string pattern) =>
        ShouldBeAtFaultAsync(
            "Gateway:Sessions:KeyPattern",
            new() { ["Gateway:Events:Webhook:Url"] = "http://127.0.0.1/", ["Gateway:Events:Webhook:Secret"] = Secret, ["Gateway:Sessions:KeyPattern"] = pattern }
        );

    [Fact]
    public Task A_prefix_with_braces_is_refused_where_records_do_not_share_them() =>
        ShouldBeAtFaultAsync(
            "Gateway:Sessions:KeyPattern",
            new() { ["Gateway:Events:Webhook:Url"] = "http://127.0.0.1/", ["Gateway:Events:Webhook:Secret"] = Secret, ["Gateway:Redis:KeyPrefix"] = "{gw}:" }
        );

    [Fact]
    public Task They_are_refused_too_where_a_sink_is_brought_in_code() =>
        ShouldBeAtFaultAsync("Gateway:Sessions:KeyPattern", new() { ["Gateway:Sessions:KeyPattern"] = "a}b:{id}" }, services => services.AddSingleton<IEventSink, Nobody>());

    [Theory, InlineData("a,b"), InlineData("")]
    public Task A_sink_whose_name_cannot_be_written_beside_an_event_is_refused(string name) =>
        ShouldBeAtFaultAsync("Gateway:Events", [], services => services.AddSingleton<IEventSink>(new Nobody { Name = name }));

    [Fact]
    public Task Two_sinks_of_one_name_are_refused() =>
        ShouldBeAtFaultAsync("Gateway:Events", [], services => services.AddSingleton<IEventSink, Nobody>().AddSingleton<IEventSink, Nobody>());

    [Fact]
    public async Task Without_events_such_names_are_good()
    {
        await using var gateway = await GatewayHost.StartAsync(new Dictionary<string, string?> { ["Gateway:Sessions:KeyPattern"] = "a}b:{id}" });
    }

    private static async Task ShouldBeAtFaultAsync(string key, Dictionary<string, string?> settings, Action<IServiceCollection>? configure = null)
    {
        var refused = await Should.ThrowAsync<ConfigurationFaultException>(() => GatewayHost.StartAsync(settings, configure: configure));

        refused.Faults.ShouldHaveSingleItem().Key.ShouldBe(key);
    }

    private static IEnumerable<Fault> Check(string? url, string? secret, string? stream) =>
        new EventsOptions { Webhook = { Url = url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute), Secret = secret }, Stream = stream }.Check("X");

    private sealed class Nobody : IEventSink
    {
        public string Name { get; init; } = "nobody";

        public Task<DeliveryOutcome> DeliverAsync(CloudEvent told, CancellationToken cancellationToken) => Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Delivered());
    }
}
