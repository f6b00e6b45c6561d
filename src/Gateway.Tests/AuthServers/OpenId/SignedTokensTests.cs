using Gateway.AuthServers.Calls;
using Gateway.AuthServers.OpenId;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.AuthServers.OpenId;

/// <summary>Which keys a token is checked with, while the server changes them. A check goes on by itself until it waits for keys, so that nothing here is by chance.</summary>
public sealed class SignedTokensTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly FakeTime _time = new();
    private readonly HttpClient _http = new();
    private OpenIdServer _server = null!;
    private SignedTokens _tokens = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await OpenIdServer.StartAsync(_time);
        _tokens = new SignedTokens(OpenIdServer.ClientId, new Discovery(new Uri(_server.Issuer), _server.Issuer, _ => true, _http, Timeout, _time), Timeout, _time);
        (await CheckAsync(_server.LogoutToken())).ShouldBeOfType<SignedToken.Valid>();
    }

    // Fails when whoever comes while the keys are asked for gets none.
    [Fact]
    public async Task All_who_come_while_new_keys_are_asked_for_share_them()
    {
        _server.RollKeys();
        var (_, gate) = _server.HoldAnswers("/jwks");

        var checks = Enumerable.Range(0, 5).Select(_ => CheckAsync(_server.LogoutToken())).ToList();
        gate.SetResult();

        (await Task.WhenAll(checks)).ShouldAllBe(token => token is SignedToken.Valid);
        _server.Calls.Count(call => call is "/jwks").ShouldBe(2);
    }

    // Fails when keys are final that were asked for before the token came.
    [Fact]
    public async Task Keys_that_were_asked_for_before_a_token_came_do_not_refuse_it()
    {
        var (asked, gate) = _server.HoldAnswers("/jwks");
        var forged = CheckAsync(_server.LogoutToken(key: OpenIdServer.NewKey()));
        await asked.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        _server.RollKeys();

        var check = CheckAsync(_server.LogoutToken());
        gate.SetResult();

        (await check).ShouldBeOfType<SignedToken.Valid>();
        (await forged).ShouldBeOfType<SignedToken.Invalid>();
    }

    // Fails when whoever comes while the keys are asked for gets none.
    [Fact]
    public async Task Who_no_longer_waits_leaves_the_keys_to_the_others()
    {
        _server.RollKeys();
        var (_, gate) = _server.HoldAnswers("/jwks");
        using var closed = new CancellationTokenSource();
        var first = _tokens.CheckAsync(_server.LogoutToken(), closed.Token);
        var second = CheckAsync(_server.LogoutToken());

        await closed.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        gate.SetResult();

        (await second).ShouldBeOfType<SignedToken.Valid>();
    }

    // Fails when a token without a signature is taken for one of another key.
    [Fact]
    public async Task A_token_that_nobody_signed_costs_no_look_at_the_keys()
    {
        var signed = _server.LogoutToken();

        (await CheckAsync(signed[..(signed.LastIndexOf('.') + 1)])).ShouldBeOfType<SignedToken.Invalid>();

        _server.Calls.Count(call => call is "/jwks").ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private Task<SignedToken> CheckAsync(string token) => _tokens.CheckAsync(token, Cancellation);
}
