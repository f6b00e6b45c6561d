using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>Requests that are not as they should be, byte for byte: refused with a status that says why, or understood as one request and no other.</summary>
public sealed class HostileRequests(SignedInWorld signedIn) : IClassFixture<SignedInWorld>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private World World => signedIn.World;

    private string Host => World.Gateway.Address.Authority;

    private string Cookie => $"Cookie: device_id={signedIn.DeviceId}";

    [Theory]
    [InlineData(400, "Authorization : Bearer theirs")]
    [InlineData(400, " Authorization: Bearer theirs")]
    [InlineData(400, "X-A: b\r\n folded: yes")]
    [InlineData(400, "X-A: b\0c")]
    [InlineData(400, "X-A: b\rAuthorization: theirs")]
    [InlineData(400, "Content-Length: 5\r\nContent-Length: 6")]
    [InlineData(400, "Content-Length: 5, 5")]
    [InlineData(400, "Transfer-Encoding: xchunked")]
    [InlineData(400, "Transfer-Encoding: chunked, identity")]
    [InlineData(400, "Host: evil.example")]
    public async Task What_two_servers_might_read_in_two_ways_is_refused(int status, string line)
    {
        var before = World.Api.Requests.Count;

        RawHttp.StatusOf(await RawHttp.AskAsync(World.Gateway.Address, "POST /api/x", [Cookie, line])).ShouldBe(status);

        World.Api.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_body_with_a_length_and_chunks_is_one_request_and_what_follows_it_is_forwarded_as_nobodys()
    {
        const string smuggled = "GET /api/smuggled HTTP/1.1\r\nHost: a\r\nX: ";
        var answer = await RawHttp.ExchangeAsync(
            World.Gateway.Address,
            $"POST /api/x HTTP/1.1\r\nHost: {Host}\r\n{Cookie}\r\nContent-Length: {5 + smuggled.Length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}y\r\nConnection: close\r\n\r\n"
        );

        // RFC 9112 section 6.3: chunks win, or the request is refused; the rest is a request of its own, without a cookie.
        RawHttp.StatusOf(answer).ShouldBeOneOf(200, 400);
        World.Api.Requests.ShouldNotContain(request => request.Path == "/api/smuggled");
        World.Api.Requests.ShouldAllBe(request => !request.Body.Contains("smuggled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET http://evil.example/api/x", 400)]
    [InlineData("GET http://{host}/api/x", 200)]
    [InlineData("GET https://user:pw@{host}/api/x", 200)]
    [InlineData("CONNECT {host}", 404)]
    [InlineData("OPTIONS *", 404)]
    [InlineData("GET api/x", 400)]
    [InlineData("GET /api/\u0000", 400)]
    [InlineData("GET /api/%00", 400)]
    [InlineData("GET /api/x y", 400)]
    [InlineData("G\u00e9T /api/x", 400)]
    public async Task A_request_target_is_a_path_of_ours_or_refused(string line, int status)
    {
        var before = World.Api.Requests.Count;

        var answer = await RawHttp.AskAsync(World.Gateway.Address, line.Replace("{host}", Host, StringComparison.Ordinal), [Cookie]);
        RawHttp.StatusOf(answer).ShouldBe(status, answer);

        World.Api.Requests.Count.ShouldBe(status is 200 ? before + 1 : before);
        if (status is 200)
            World.Api.Requests[^1].Path.ShouldBe("/api/x");
    }

    [Theory]
    [InlineData(30_000, 0, 200)]
    [InlineData(40_000, 0, 431)]
    [InlineData(10, 90, 200)]
    [InlineData(10, 120, 431)]
    public async Task Headers_have_a_limit(int length, int more, int status)
    {
        var lines = Enumerable.Range(0, more).Select(i => $"X-{i}: y").Append($"X-Long: {new string('x', length)}").Append(Cookie);

        RawHttp.StatusOf(await RawHttp.AskAsync(World.Gateway.Address, "GET /api/x", lines)).ShouldBe(status);
    }

    [Fact]
    public async Task A_target_has_a_limit() => RawHttp.StatusOf(await RawHttp.AskAsync(World.Gateway.Address, $"GET /api/{new string('x', 9000)}", [Cookie])).ShouldBe(414);

    [Fact]
    public async Task A_device_id_at_the_end_of_a_long_cookie_header_is_found()
    {
        var others = string.Join("; ", Enumerable.Range(0, 1000).Select(i => $"cookie-{i}=value-{i}"));

        RawHttp.StatusOf(await RawHttp.AskAsync(World.Gateway.Address, "GET /api/x", [$"Cookie: {others}; device_id={signedIn.DeviceId}"])).ShouldBe(200);

        World.Api.Requests[^1].Cookie.ShouldBe(others);
    }

    [Fact]
    public async Task Who_asks_whether_to_go_on_is_told_to_and_the_body_arrives()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(World.Gateway.Address.Host, World.Gateway.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await stream.WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"POST /api/continued HTTP/1.1\r\nHost: {Host}\r\n{Cookie}\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"),
            Cancellation
        );
        (await reader.ReadLineAsync(Cancellation)).ShouldBe("HTTP/1.1 100 Continue");
        (await reader.ReadLineAsync(Cancellation)).ShouldBe("");

        await stream.WriteAsync("hello"u8.ToArray(), Cancellation);

        (await reader.ReadLineAsync(Cancellation)).ShouldBe("HTTP/1.1 200 OK");
        World.Api.Requests.Single(request => request.Path == "/api/continued").Body.ShouldBe("hello");
    }
}
