using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.Configuration;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tokens;

namespace Gateway.Tests.AuthServers;

/// <summary>What code answers is held to the rules that hold for any auth server's answer, and no fault of it leaves its place.</summary>
public sealed class CodedAuthServerTests : IDisposable
{
    private readonly DemoInCode _client = new();
    private readonly ConfiguredAuthServer _configured;

    public CodedAuthServerTests() => _configured = ConfiguredAuthServer.WithClients("""{ "default": {} }""", _client);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _configured.Time.GetUtcNow();

    public void Dispose()
    {
        _configured.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task What_it_does_not_tell_is_carried_over_or_follows_from_the_entry()
    {
        (await _configured.FaultsAsync()).ShouldBeEmpty();
        var previous = Session.At(Now);

        (await GrantedAsync(DemoInCode.Tokens("new"))).ShouldBe(
            previous with
            {
                AccessToken = new Secret("new"),
                AccessExpiry = Now.AddMinutes(5),
                AccessLifetime = TimeSpan.FromMinutes(5),
                TokenType = "Bearer",
            }
        );
        (await GrantedAsync(DemoInCode.Tokens("new", "next"))).RefreshExpiry.ShouldBe(Now.AddDays(14));
        var jwt = Session.Jwt($$"""{ "exp": {{Now.AddMinutes(3).ToUnixTimeSeconds()}} }""");
        (await GrantedAsync(DemoInCode.Tokens(jwt))).AccessExpiry.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(Now.AddMinutes(3).ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task Odd_values_say_nothing_and_no_token_lives_for_ever()
    {
        var past = await GrantedAsync(DemoInCode.Tokens("new", "next") with { AccessExpiry = Now, AccessLifetime = TimeSpan.FromSeconds(-1), RefreshExpiry = Now.AddYears(-1), TokenType = "a\nb" });
        past.AccessExpiry.ShouldBe(Now.AddMinutes(5));
        past.AccessLifetime.ShouldBe(TimeSpan.FromMinutes(5));
        past.RefreshExpiry.ShouldBe(Now.AddDays(14));
        past.TokenType.ShouldBe("old-type");

        var future = await GrantedAsync(DemoInCode.Tokens("new", "next") with { AccessExpiry = DateTimeOffset.MaxValue, RefreshExpiry = DateTimeOffset.MaxValue });
        future.AccessExpiry.ShouldBe(Now.AddDays(3650));
        future.RefreshExpiry.ShouldBe(Now.AddDays(3650));

        var told = await GrantedAsync(DemoInCode.Tokens("new", "next") with { AccessExpiry = Now.AddMinutes(1), AccessLifetime = TimeSpan.FromMinutes(2), RefreshExpiry = Now.AddDays(2) });
        (told.AccessExpiry, told.AccessLifetime, told.RefreshExpiry).ShouldBe((Now.AddMinutes(1), TimeSpan.FromMinutes(2), Now.AddDays(2)));
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1", "", "", "granted a token that is no valid header value")]
    [InlineData(" ", "", "", "granted a token that is no valid header value")]
    [InlineData("new", "next\n", "", "granted a token that is no valid header value")]
    [InlineData("new", "", "é", "granted a token that is no valid header value")]
    [InlineData("", "next", "", "granted no access token")]
    public async Task A_token_that_cannot_be_sent_is_no_grant(string access, string refresh, string id, string reason)
    {
        _client.OnRefresh = Grants(DemoInCode.Tokens(access, refresh) with { IdToken = new Secret(id) });

        await UnavailableAsync(reason);
    }

    [Fact]
    public async Task A_fault_of_the_code_is_told_by_its_type_and_never_by_its_message()
    {
        _client.OnRefresh = (_, _) => throw new InvalidOperationException("SECRET");
        await UnavailableAsync("InvalidOperationException");
        _client.OnRefresh = (_, _) => Task.FromException<RefreshAnswer>(new TaskCanceledException("SECRET")); // its own deadline, not ours
        await UnavailableAsync("TaskCanceledException");
        _client.OnRefresh = (_, _) => Task.FromResult<RefreshAnswer>(null!);
        await UnavailableAsync("gave no answer");
        _client.OnSignOut = () => throw new InvalidOperationException("SECRET");
        (await _configured.Server.SignOutAsync(Session.At(Now), Cancellation)).ShouldBe(SignOutOutcome.Unavailable);
        _client.OnSignIn = _ => throw new InvalidOperationException("SECRET");
        SignIn().ShouldBe(new SignInAnswer.Garbage("it cannot be read (InvalidOperationException)"));

        _configured.Log.ShouldContain("Warning Auth server default could not refresh: InvalidOperationException ");
        _configured.Log.ShouldNotContain(line => line.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sign_in_is_held_to_the_same_rules()
    {
        _client.OnSignIn = _ => new SignInAnswer.Granted(DemoInCode.Tokens("one"), "a\nb", new string('e', 513), default);
        SignIn().ShouldBeOfType<SignInAnswer.Granted>().ShouldSatisfyAllConditions(
            granted => (granted.User, granted.Email).ShouldBe((null, null)),
            granted => granted.Tokens.RefreshExpiry.ShouldBe(granted.Tokens.AccessExpiry)
        );
        SignIn(status: 401).ShouldBeOfType<SignInAnswer.NoTokens>();
        _client.OnSignIn = _ => new SignInAnswer.Granted(DemoInCode.Tokens("a\nb"), null, null, default);
        SignIn().ShouldBe(new SignInAnswer.Garbage("it holds a token that is no valid header value"));
        _client.OnSignIn = _ => new SignInAnswer.Granted(DemoInCode.Tokens(""), null, null, default);
        SignIn().ShouldBe(new SignInAnswer.Garbage("it holds no access token"));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(7, 7)]
    [InlineData(86400, 300)]
    public async Task A_wait_is_heeded_within_bounds(int asked, int? heeded)
    {
        _client.OnRefresh = (_, _) => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("busy", TimeSpan.FromSeconds(asked)));

        (await RefreshAsync()).ShouldBe(new RefreshAnswer.Unavailable("busy", heeded is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
    }

    [Fact]
    public async Task A_server_in_trouble_is_left_alone_for_a_while()
    {
        _client.OnRefresh = (_, _) => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("busy", null));
        for (var i = 0; i < 5; i++)
            await UnavailableAsync("busy");

        await UnavailableAsync("circuit open");
        _client.Calls.ShouldBe(5);
        _configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Open);
        _configured.Log.ShouldContain(line => line.Contains("Auth server default is in trouble: refreshes leave it alone", StringComparison.Ordinal));
        _client.OnSignOut = () => Task.FromResult(SignOutOutcome.Told); // who signs out is another matter
        (await _configured.Server.SignOutAsync(Session.At(Now), Cancellation)).ShouldBe(SignOutOutcome.Told);

        _configured.Time.Advance(TimeSpan.FromSeconds(1));
        (await GrantedAsync(DemoInCode.Tokens("new"))).AccessToken.Reveal().ShouldBe("new");
        _configured.Server.CircuitLevel.ShouldBe(CircuitLevel.Closed);
    }

    [Fact]
    public async Task The_deadline_holds_for_code_that_does_not_heed_it()
    {
        var never = new TaskCompletionSource<RefreshAnswer>();
        _client.OnRefresh = (_, _) => never.Task;

        var answer = RefreshAsync();
        _configured.Time.Advance(ConfiguredAuthServer.CallTimeout);

        (await answer.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(new RefreshAnswer.Unavailable("no answer within 10 s", null));
    }

    // As a library without a word of async does. Fails when it is called on the thread that waits.
    [Fact]
    public async Task The_deadline_holds_for_code_that_blocks()
    {
        using var end = new ManualResetEventSlim();
        _client.OnRefresh = (_, _) =>
        {
            end.Wait(Cancellation);
            return Task.FromResult<RefreshAnswer>(new RefreshAnswer.Unavailable("late", null));
        };

        var answer = Task.Run(RefreshAsync, Cancellation);
        await _configured.Time.TimerStartedAsync(ConfiguredAuthServer.CallTimeout, Cancellation);
        _configured.Time.Advance(ConfiguredAuthServer.CallTimeout);

        (await answer.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(new RefreshAnswer.Unavailable("no answer within 10 s", null));
        end.Set();
    }

    [Fact]
    public async Task It_is_not_called_when_its_time_is_over()
    {
        (await _configured.Server.RefreshAsync(Session.At(Now), static () => false, Cancellation))
            .ShouldBe(new RefreshAnswer.Unavailable("not sent, for its time was over before it could be", null));
        (await _configured.Server.RefreshAsync(Session.At(Now, "line\nend"), Cancellation)).ShouldBeOfType<RefreshAnswer.Denied>();
        _client.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Who_has_no_word_for_a_sign_out_is_not_told()
    {
        using var client = new DemoInCode { SignOutScope = null, OnSignOut = () => throw new InvalidOperationException() };
        using var configured = ConfiguredAuthServer.WithClients("""{ "default": {} }""", client);

        configured.Server.SignOutScope.ShouldBeNull();
        (await configured.Server.SignOutAsync(Session.At(Now), Cancellation)).ShouldBe(SignOutOutcome.NotOffered);
    }

    [Theory]
    [InlineData("""{ "default": null }""", null)]
    [InlineData("""{ "default": { "BaseAddress": "https://auth.example.com" } }""", null)]
    [InlineData("""{ "default": { "Authority": "https://id.example.com", "ClientId": "a" } }""", null)]
    [InlineData("""{ "default": { "Refresh": { "Path": "/r" } } }""", "Gateway:AuthServers:default:Refresh: would never be sent: DemoInCode calls this auth server")]
    [InlineData("""{ "default": { "SignOut": { "Path": "/r" } } }""", "Gateway:AuthServers:default:SignOut: would never be sent: DemoInCode calls this auth server")]
    [InlineData("""{ "default": { "ClientId": "odd" } }""", "Gateway:AuthServers:default:ClientId: is odd")]
    [InlineData("""{ "default": { "ClientId": "odd", "MaxConcurrentCalls": "many" } }""", "Gateway:AuthServers:default:ClientId: is odd")] // beside what cannot be read
    [InlineData("""{ "other": { "Authority": "https://id.example.com" } }""", "Gateway:AuthServers:default: is missing: DemoInCode is the client of an auth server of that name")]
    [InlineData("""{ "default": {}, "other": {} }""", "Gateway:AuthServers:other: needs an Authority")]
    public async Task Faults_of_its_entry_are_told(string json, string? fault)
    {
        using var client = new DemoInCode { OnCheck = (entry, key) => entry.ClientId is "odd" ? [new Fault($"{key}:ClientId", "is odd")] : [] };
        using var configured = ConfiguredAuthServer.WithClients(json, client);

        var faults = await configured.FaultsAsync();

        if (fault is null)
            faults.ShouldBeEmpty();
        else
            faults.ShouldContain(found => found.StartsWith(fault, StringComparison.Ordinal), string.Join('\n', faults));
    }

    [Fact]
    public async Task Two_clients_of_one_name_are_a_fault()
    {
        using var configured = ConfiguredAuthServer.WithClients("""{ "default": {} }""", _client, new DemoInCode { Name = "DEFAULT" });

        (await configured.FaultsAsync()).ShouldBe(["Gateway:AuthServers:default: has several clients: DemoInCode, DemoInCode"]);
    }

    // Fails when what a client says of itself is asked for unguarded: the gateway would end with that exception in the place of all faults.
    [Theory]
    [InlineData(true, "Gateway:AuthServers: Faulty has no name to tell, so it is the client of no auth server")]
    [InlineData(false, "Gateway:AuthServers:default: Faulty cannot check it: TimeZoneNotFoundException")]
    public async Task One_that_cannot_say_who_it_is_is_a_fault(bool hasNoName, string fault)
    {
        using var configured = ConfiguredAuthServer.WithClients("""{ "default": {}, "other": { "BaseAddress": "https://auth.example.com" } }""", new Faulty(hasNoName));

        var faults = await configured.FaultsAsync();

        faults.ShouldContain(fault);
        faults.ShouldContain(found => found.StartsWith("Gateway:AuthServers:other:Refresh:Path: is missing", StringComparison.Ordinal));
    }

    private sealed class Faulty(bool hasNoName) : IAuthServerClient
    {
        public string Name => hasNoName ? throw new TimeZoneNotFoundException() : "default";

        public SignOutScope? SignOutScope => throw new TimeZoneNotFoundException();

        public Task<RefreshAnswer> RefreshAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private static Func<TokenSet, CancellationToken, Task<RefreshAnswer>> Grants(TokenSet tokens) => (_, _) => Task.FromResult<RefreshAnswer>(new RefreshAnswer.Granted(tokens));

    private Task<RefreshAnswer> RefreshAsync() => _configured.Server.RefreshAsync(Session.At(Now), Cancellation);

    private async Task<TokenSet> GrantedAsync(TokenSet tokens)
    {
        _client.OnRefresh = Grants(tokens);
        return (await RefreshAsync()).ShouldBeOfType<RefreshAnswer.Granted>().Tokens;
    }

    private async Task UnavailableAsync(string reason) => (await RefreshAsync()).ShouldBeOfType<RefreshAnswer.Unavailable>().Reason.ShouldBe(reason);

    private SignInAnswer SignIn(int status = 200) => _configured.Server.ReadSignIn(new SignInReply(status, "text/plain", [], "any"u8.ToArray()), RequestFields.None);
}
