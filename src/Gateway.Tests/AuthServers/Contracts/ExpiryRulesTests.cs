using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Contracts;
using Gateway.Tests.AuthServers.Support;
using Gateway.Tokens;

namespace Gateway.Tests.AuthServers.Contracts;

public sealed class ExpiryRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(14);
    private static readonly string HourJwt = Session.Jwt($$"""{"iat":{{Seconds(-600)}},"exp":{{Seconds(3000)}}}""");

    [Theory]
    [InlineData("60", 60)]
    [InlineData("\"60\"", 60)]
    [InlineData("60.5", 60.5)]
    [InlineData("6e1", 60)]
    public void The_answer_says_when_the_access_token_ends(string expiresIn, double seconds)
    {
        var tokens = Read($$"""{"access_token":"opaque","expires_in":{{expiresIn}}}""");

        tokens.AccessExpiry.ShouldBe(Now.AddSeconds(seconds));
        tokens.AccessLifetime.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-60")]
    [InlineData("1e999")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("1767229200")] // a date, not a duration
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"soon\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[60]")]
    public void An_odd_number_says_nothing(string expiresIn)
    {
        Read($$"""{"access_token":"opaque","expires_in":{{expiresIn}}}""").AccessExpiry.ShouldBe(Now + AccessLifetime);
        Read($$"""{"access_token":"{{HourJwt}}","expires_in":{{expiresIn}}}""").AccessExpiry.ShouldBe(Now.AddSeconds(3000));
    }

    [Fact]
    public void The_answer_goes_before_the_jwt_but_its_length_is_the_jwts()
    {
        var tokens = Read($$"""{"access_token":"{{HourJwt}}","expires_in":60}""");

        tokens.AccessExpiry.ShouldBe(Now.AddSeconds(60));
        tokens.AccessLifetime.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_jwt_without_iat_began_now()
    {
        var tokens = Read($$"""{"access_token":"{{Session.Jwt($$"""{"exp":{{Seconds(120)}}}""")}}"}""");

        tokens.AccessExpiry.ShouldBe(Now.AddSeconds(120));
        tokens.AccessLifetime.ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public void A_token_that_ended_before_it_came_has_a_lifetime_all_the_same()
    {
        var tokens = Read($$"""{"access_token":"{{Session.Jwt($$"""{"exp":{{Seconds(-5)}}}""")}}"}""");

        tokens.AccessExpiry.ShouldBe(Now.AddSeconds(-5));
        tokens.AccessLifetime.ShouldBe(AccessLifetime);
    }

    [Theory]
    [InlineData("253402300799")]
    [InlineData("250000000000.5")]
    public void A_token_for_ever_is_one_for_ten_years(string exp)
    {
        var jwt = Session.Jwt($$"""{"exp":{{exp}}}""");

        var tokens = Read($$"""{"access_token":"{{jwt}}","refresh_token":"{{jwt}}"}""");

        tokens.AccessExpiry.ShouldBe(Now + ExpiryRules.Longest);
        tokens.RefreshExpiry.ShouldBe(Now + ExpiryRules.Longest);
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("1767229200000")] // milliseconds
    [InlineData("-1")]
    [InlineData("\"4000000000\"")]
    [InlineData("null")]
    public void An_odd_exp_says_nothing(string exp) =>
        Read($$"""{"access_token":"{{Session.Jwt($$"""{"exp":{{exp}}}""")}}"}""").AccessExpiry.ShouldBe(Now + AccessLifetime);

    [Fact]
    public void The_refresh_token_ends_as_the_answer_says_else_its_jwt_else_the_configuration()
    {
        var jwt = Session.Jwt($$"""{"exp":{{Seconds(345600)}}}""");

        Read($$"""{"access_token":"a","refresh_token":"{{jwt}}","refresh_expires_in":60}""").RefreshExpiry.ShouldBe(Now.AddSeconds(60));
        Read($$"""{"access_token":"a","refresh_token":"{{jwt}}","refresh_expires_in":0}""").RefreshExpiry.ShouldBe(Now.AddDays(4));
        Read($$"""{"access_token":"a","refresh_token":"opaque"}""").RefreshExpiry.ShouldBe(Now + RefreshLifetime);
    }

    [Fact]
    public void Without_any_refresh_token_the_session_ends_with_its_access_token()
    {
        var tokens = Read("""{"access_token":"a","expires_in":60,"refresh_expires_in":600}""");

        tokens.RefreshToken.IsEmpty.ShouldBeTrue();
        tokens.RefreshExpiry.ShouldBe(Now.AddSeconds(60));
    }

    [Fact]
    public void Without_a_new_refresh_token_the_old_one_goes_on_as_before()
    {
        var previous = Session.At(Now);

        var tokens = Read("""{"access_token":"a"}""", previous);

        tokens.AccessToken.ShouldBe(new Secret("a"));
        (tokens.RefreshToken, tokens.RefreshExpiry).ShouldBe((previous.RefreshToken, previous.RefreshExpiry));
        (tokens.TokenType, tokens.IdToken).ShouldBe((previous.TokenType, previous.IdToken));
    }

    [Fact]
    public void The_same_refresh_token_again_goes_on_as_before_and_a_new_one_starts_anew()
    {
        var previous = Session.At(Now);

        Read("""{"access_token":"a","refresh_token":"old-refresh"}""", previous).RefreshExpiry.ShouldBe(previous.RefreshExpiry);
        Read("""{"access_token":"a","refresh_token":"old-refresh","refresh_expires_in":60}""", previous).RefreshExpiry.ShouldBe(Now.AddSeconds(60));
        Read("""{"access_token":"a","refresh_token":"new"}""", previous).RefreshExpiry.ShouldBe(Now + RefreshLifetime);
    }

    [Theory]
    [InlineData("\"DPoP\"", "DPoP")]
    [InlineData("null", "old-type")]
    [InlineData("7", "7")]
    [InlineData("\"\"", "old-type")]
    [InlineData("\"a\\nb\"", "old-type")]
    [InlineData("{}", "old-type")]
    public void A_missing_or_odd_type_is_no_error(string type, string kept) =>
        Read($$"""{"access_token":"a","token_type":{{type}}}""", Session.At(Now)).TokenType.ShouldBe(kept);

    private static TokenSet Read(string json, TokenSet? previous = null)
    {
        var locators = new TokenLocators(new TokenLocatorOptions());
        var answer = new Answer(locators, new HttpAnswer(200, System.Text.Encoding.UTF8.GetBytes(json), [], null).Json, [], RequestFields.None);
        return new TokenReader(locators, new ExpiryRules(AccessLifetime, RefreshLifetime))
            .Read(answer, previous, Now)
            .ShouldBeOfType<TokenReading.Found>()
            .Tokens;
    }

    private static long Seconds(long after) => Now.ToUnixTimeSeconds() + after;
}
