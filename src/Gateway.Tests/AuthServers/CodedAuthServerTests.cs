using Gateway.AuthServers;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tests.Support.Fakes;
using Gateway.Tokens;

namespace Gateway.Tests.AuthServers;

/// <summary>What code answers is held to the rules that hold for any auth server's answer, and no fault of it leaves its place.</summary>
public sealed class CodedAuthServerTests : CodedAuthServer
{
    [Fact]
    public async Task What_it_does_not_tell_is_carried_over_or_follows_from_the_entry()
    {
        (await Configured.FaultsAsync()).ShouldBeEmpty();
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
        Client.OnRefresh = Grants(DemoInCode.Tokens(access, refresh) with { IdToken = new Secret(id) });

        await UnavailableAsync(reason);
    }

    [Fact]
    public async Task A_fault_of_the_code_is_told_by_its_type_and_never_by_its_message()
    {
        Client.OnRefresh = (_, _) => throw new InvalidOperationException("SECRET");
        await UnavailableAsync("InvalidOperationException");
        Client.OnRefresh = (_, _) => Task.FromException<RefreshAnswer>(new TaskCanceledException("SECRET")); // its own deadline, not ours
        await UnavailableAsync("TaskCanceledException");
        Client.OnRefresh = (_, _) => Task.FromResult<RefreshAnswer>(null!);
        await UnavailableAsync("gave no answer");
        Client.OnSignOut = () => throw new InvalidOperationException("SECRET");
        (await Configured.Server.SignOutAsync(Session.At(Now), Cancellation)).ShouldBe(SignOutOutcome.Unavailable);
        Client.OnSignIn = _ => throw new InvalidOperationException("SECRET");
        SignIn().ShouldBe(new SignInAnswer.Garbage("it cannot be read (InvalidOperationException)"));

        Configured.Log.ShouldContain("Warning Auth server default could not refresh: InvalidOperationException ");
        Configured.Log.ShouldNotContain(line => line.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sign_in_is_held_to_the_same_rules()
    {
        Client.OnSignIn = _ => new SignInAnswer.Granted(DemoInCode.Tokens("one"), "a\nb", new string('e', 513), default);
        SignIn().ShouldBeOfType<SignInAnswer.Granted>().ShouldSatisfyAllConditions(
            granted => (granted.User, granted.Email).ShouldBe((null, null)),
            granted => granted.Tokens.RefreshExpiry.ShouldBe(granted.Tokens.AccessExpiry)
        );
        SignIn(status: 401).ShouldBeOfType<SignInAnswer.NoTokens>();
        Client.OnSignIn = _ => new SignInAnswer.Granted(DemoInCode.Tokens("a\nb"), null, null, default);
        SignIn().ShouldBe(new SignInAnswer.Garbage("it holds a token that is no valid header value"));
        Client.OnSignIn = _ => new SignInAnswer.Granted(DemoInCode.Tokens(""), null, null, default);
        SignIn().ShouldBe(new SignInAnswer.Garbage("it holds no access token"));
    }

    [Fact]
    public async Task Who_has_no_word_for_a_sign_out_is_not_told()
    {
        using var client = new DemoInCode { SignOutScope = null, OnSignOut = () => throw new InvalidOperationException() };
        using var configured = ConfiguredAuthServer.WithClients("""{ "default": {} }""", client);

        configured.Server.SignOutScope.ShouldBeNull();
        (await configured.Server.SignOutAsync(Session.At(Now), Cancellation)).ShouldBe(SignOutOutcome.NotOffered);
    }

    private SignInAnswer SignIn(int status = 200) => Configured.Server.ReadSignIn(new SignInReply(status, "text/plain", [], "any"u8.ToArray()), RequestFields.None);
}
