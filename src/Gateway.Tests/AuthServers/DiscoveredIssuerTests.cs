using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support;

namespace Gateway.Tests.AuthServers;

/// <summary>A server has to be the one that is configured: its document names the <c>Authority</c>, or the <c>Issuer</c> that is written beside it.</summary>
public sealed class DiscoveredIssuerTests
{
    private readonly FakeTime _time = new();

    // Fails when the issuer of a document is not looked at.
    [Theory]
    [InlineData("\"{self}\"", null, true)]
    [InlineData("\"{self}/\"", null, true)]
    [InlineData("\"https://sts.example.com/1/\"", "https://sts.example.com/1", true)]
    [InlineData("\"HTTPS://STS.example.com/1\"", "https://sts.example.com:443/1", true)]
    [InlineData("\"https://other.example.com\"", null, false)]
    [InlineData("\"{self}/other\"", null, false)]
    [InlineData("\"{self}\"", "https://sts.example.com/1", false)]
    [InlineData("\"https://sts.example.com/{tenantid}\"", "https://sts.example.com/1", false)]
    [InlineData("\"line\\nend\"", null, false)]
    [InlineData("\"\"", null, false)]
    [InlineData("null", null, false)]
    public async Task A_document_of_another_issuer_is_not_used(string named, string? configured, bool isUsed)
    {
        await using var server = await ScriptedServer.StartAsync(
            context => Step.Json(200, $$"""{"issuer":{{Fill(named, context.Request.Host.Value!)}},"token_endpoint":"http://{{context.Request.Host}}/token"}""")(context),
            Step.Grant()
        );
        var issuer = configured is null ? "" : $""" , "Issuer": "{configured}" """;
        using var auth = ConfiguredAuthServer.FromJson($$"""{ "Authority": "{{server.Address}}", "ClientId": "demo-gateway" {{issuer}} }""", _time);

        var answer = await auth.Server.RefreshAsync(Session.At(_time.GetUtcNow()), TestContext.Current.CancellationToken);

        if (isUsed)
            answer.ShouldBeOfType<RefreshAnswer.Granted>();
        else
            answer.ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldEndWith($"'{configured ?? server.Address.OriginalString}'");
    }

    [Fact]
    public async Task The_log_says_which_differs()
    {
        await using var server = await ScriptedServer.StartAsync(Step.Json(200, """{"issuer":"https://other.example.com"}"""));
        using var auth = ConfiguredAuthServer.FromJson($$"""{ "Authority": "{{server.Address}}", "ClientId": "demo-gateway" }""", _time);

        await auth.Server.RefreshAsync(Session.At(_time.GetUtcNow()), TestContext.Current.CancellationToken);

        auth.Log.ShouldContain(line => line.Contains($"names the issuer 'https://other.example.com', not '{server.Address}'", StringComparison.Ordinal));
    }

    private static string Fill(string text, string host) => text.Replace("{self}", $"http://{host}", StringComparison.Ordinal);
}
