using System.Net;
using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Contracts;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.AuthServers.Calls;

/// <summary>Which failures are tried again, and which count against the server: those that sockets do not produce on demand.</summary>
public sealed class CallClientTests
{
    private static readonly Call Anything = new(
        new CallTemplate(new RefreshCallOptions(), client: null),
        _ => Task.FromResult<Uri?>(new Uri("http://127.0.0.1:1/refresh"))
    );

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.InvalidResponse, false)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, false)]
    public async Task One_more_try_where_refused_or_lost(HttpRequestError error, bool retried)
    {
        using var network = new FailingNetwork(new HttpRequestException(error), failures: 1);
        var client = Client(network);

        var outcome = await SendAsync(client);

        network.Calls.ShouldBe(retried ? 2 : 1);
        (outcome is CallOutcome.Answered).ShouldBe(retried);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.InvalidResponse, false)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, false)]
    public async Task The_circuit_counts_what_is_the_servers_trouble(HttpRequestError error, bool counts)
    {
        using var network = new FailingNetwork(new HttpRequestException(error), failures: int.MaxValue);
        var client = Client(network);
        for (var i = 0; i < 5; i++)
            await SendAsync(client);

        var outcome = await SendAsync(client);

        (outcome.ShouldBeOfType<CallOutcome.Failed>().Reason == "circuit open").ShouldBe(counts);
    }

    [Fact]
    public async Task A_connection_that_is_not_established_in_time_is_a_timeout()
    {
        using var network = new FailingNetwork(new TaskCanceledException("", new TimeoutException()), failures: int.MaxValue);
        var client = Client(network);

        (await SendAsync(client)).ShouldBe(new CallOutcome.Failed("no answer within 10 s", null));

        network.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_whose_time_is_over_is_not_sent()
    {
        using var network = new FailingNetwork(new HttpRequestException(HttpRequestError.ConnectionError), failures: int.MaxValue);

        var outcome = await SendAsync(Client(network), times: 0);

        outcome.ShouldBeOfType<CallOutcome.Failed>().Reason.ShouldContain("not sent");
        network.Calls.ShouldBe(0);
    }

    // Fails when it counts as a call that was never sent: those tell nothing, and a server that loses every answer would never be left alone.
    [Fact]
    public async Task Where_the_second_try_may_not_be_sent_the_first_one_tells_how_the_server_is()
    {
        using var network = new FailingNetwork(new HttpRequestException(HttpRequestError.ResponseEnded), failures: int.MaxValue);
        var client = Client(network);

        for (var i = 0; i < 5; i++)
            (await SendAsync(client, times: 1)).ShouldBe(new CallOutcome.Failed("connection failed (ResponseEnded)", null));

        network.Calls.ShouldBe(5);
        (await SendAsync(client, times: 1)).ShouldBeOfType<CallOutcome.Failed>().Reason.ShouldBe("circuit open");
    }

    [Fact]
    public async Task A_fault_of_our_own_is_not_hidden()
    {
        using var network = new FailingNetwork(new InvalidOperationException("a bug"), failures: 1);
        var client = Client(network);

        await Should.ThrowAsync<InvalidOperationException>(SendAsync(client));
    }

    private static CallClient Client(HttpMessageHandler network) =>
        new("default", "calls", new HttpClient(network), ConfiguredAuthServer.CallTimeout, new FakeTime(), NullLogger.Instance);

    private static Task<CallOutcome> SendAsync(CallClient client, int times = int.MaxValue) =>
        client.SendAsync(Anything, Session.At(DateTimeOffset.UnixEpoch), () => Task.FromResult(times-- > 0), TestContext.Current.CancellationToken);

    private sealed class FailingNetwork(Exception failure, int failures) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            ++Calls <= failures
                ? Task.FromException<HttpResponseMessage>(failure)
                : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
