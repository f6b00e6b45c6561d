using System.Net;
using System.Net.Http.Headers;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>The listener of operators: who gets in, what is there, and what is not.</summary>
public sealed class AdminListener
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when one endpoint is mapped beside the guarded group.
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a-key-for-tests-of-more-than-32-character")]
    [InlineData("Bearer a-key-for-tests-of-more-than-32-charactersX")]
    [InlineData("Bearer A-KEY-FOR-TESTS-OF-MORE-THAN-32-CHARACTERS")]
    [InlineData("Basic a-key-for-tests-of-more-than-32-characters")]
    [InlineData("a-key-for-tests-of-more-than-32-characters")]
    public async Task Without_the_key_nobody_gets_in(string? authorization)
    {
        await using var world = await AdminWorld.StartAsync(StoreKind.Embedded);
        using var client = new HttpClient { BaseAddress = AdminClient.AddressOf(world.Gateway) };

        foreach (var (method, path) in new[] { ("GET", "/sessions?user=x"), ("GET", "/sessions/counts"), ("DELETE", "/sessions?email=demo%40example.com"), ("DELETE", "/sessions/x") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            var answer = await client.SendAsync(request, Cancellation);
            await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "admin_key_required");
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        }
        (await world.Browser.GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Fails when the listeners are told apart by the Host header.
    [Fact]
    public async Task No_Host_header_leads_from_one_listener_to_the_other()
    {
        await using var world = await AdminWorld.StartAsync(StoreKind.Embedded, settings => World.AddRoute(settings, "rest", "api", "/{**rest}", "None"));
        var (admin, own) = (AdminClient.AddressOf(world.Gateway), world.Gateway.Address);
        using var client = new HttpClient();

        foreach (var path in new[] { "/sessions?email=demo%40example.com", "/sessions/counts", "/sessions/x" })
        {
            // Forwarded, as any path of that route: to the listener of the gateway it is nothing special.
            var answer = await SendAsync(client, own, path, host: admin.Authority);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("{\"ok\":true}");
        }
        foreach (var path in new[] { "/api", "/public", "/auth/session", "/auth/account", "/login" })
            (await SendAsync(client, admin, path, host: own.Authority)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        foreach (var address in new[] { admin, own })
        foreach (var path in new[] { "/healthz", "/readyz" })
            (await client.GetAsync(new Uri(address, path), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_listener()
    {
        await using var world = await World.StartAsync(StoreKind.Embedded, settings => settings["Gateway:Admin:Url"] = "http://127.0.0.1:0");

        Should.Throw<ArgumentNullException>(() => AdminClient.AddressOf(world.Gateway));
    }

    [Fact]
    public async Task Each_change_leaves_a_line_of_who_what_and_how_many_and_no_key()
    {
        using var directory = new TempDirectory();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var settings = new Dictionary<string, string?> { ["Gateway:Admin:Url"] = address.ToString(), ["Gateway:Admin:Key"] = AdminClient.Key };
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, settings);
        using var client = new HttpClient { BaseAddress = address };

        (await client.DeleteAsync("/sessions?email=eve%40example.com", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminClient.Key);
        (await client.DeleteAsync("/sessions?email=ada%40example.com", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await gateway.LoggedAsync("ended 0 session(s)", Cancellation);
        gateway.Log.ShouldContain("Admin: \\\"127.0.0.1\\\" was refused");
        gateway.Log.ShouldContain("Admin: \\\"127.0.0.1\\\" ended 0 session(s) of \\\"email ada@example.com at any auth server\\\"");
        gateway.Log.ShouldNotContain(AdminClient.Key);
        gateway.Log.ShouldNotContain("eve@example.com");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Uri address, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)) { Headers = { Host = host, Authorization = new("Bearer", AdminClient.Key) } };
        return await client.SendAsync(request, Cancellation);
    }
}
