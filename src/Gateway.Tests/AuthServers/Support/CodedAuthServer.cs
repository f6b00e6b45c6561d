using Gateway.AuthServers;
using Gateway.Tests.Support.Fakes;
using Gateway.Tokens;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>What tests of an auth server in code stand on.</summary>
public abstract class CodedAuthServer : IDisposable
{
    private protected CodedAuthServer() => Configured = ConfiguredAuthServer.WithClients("""{ "default": {} }""", Client);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected DemoInCode Client { get; } = new();

    private protected ConfiguredAuthServer Configured { get; }

    protected DateTimeOffset Now => Configured.Time.GetUtcNow();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Configured.Dispose();
        Client.Dispose();
    }

    private protected static Func<TokenSet, CancellationToken, Task<RefreshAnswer>> Grants(TokenSet tokens) => (_, _) => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Granted(tokens));

    private protected Task<RefreshAnswer> RefreshAsync() => Configured.Server.RefreshAsync(Session.At(Now), Cancellation);

    private protected async Task<TokenSet> GrantedAsync(TokenSet tokens)
    {
        Client.OnRefresh = Grants(tokens);
        return (await RefreshAsync()).ShouldBeOfType<RefreshAnswer.Granted>().Tokens;
    }

    private protected async Task UnavailableAsync(string reason) => (await RefreshAsync()).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe(reason);
}
