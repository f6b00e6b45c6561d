using Gateway.AuthServers.Contracts;
using Gateway.Tests.AuthServers.Support;

namespace Gateway.Tests.AuthServers.Contracts;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("{refresh_token}", "old-refresh")]
    [InlineData("Bearer {access_token}", "Bearer old-access")]
    [InlineData("{access_token}{refresh_token}", "old-accessold-refresh")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("{\"a\":{}}", "{\"a\":{}}")]
    public void Placeholders_are_filled_in_and_other_braces_stay(string text, string rendered) =>
        new Template(text).Render(Session.At(DateTimeOffset.UnixEpoch)).ShouldBe(rendered);

    [Fact]
    public void A_token_that_looks_like_a_placeholder_is_not_filled_in_again() =>
        new Template("{refresh_token}").Render(Session.At(DateTimeOffset.UnixEpoch, "{access_token}")).ShouldBe("{access_token}");

    [Fact]
    public void Unknown_placeholders_are_named() =>
        new Template("{refresh_token} {refreshToken} {x}").Unknown.ShouldBe(["{refreshToken}", "{x}"]);
}
