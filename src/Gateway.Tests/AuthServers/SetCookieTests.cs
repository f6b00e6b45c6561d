using Gateway.AuthServers;

namespace Gateway.Tests.AuthServers;

public sealed class SetCookieTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("xid=abc", "abc")]
    [InlineData("xid=eyJqd3QiOiJ4In0=; path=/; httponly", "eyJqd3QiOiJ4In0=")]
    [InlineData("xid=a%3Db+c/d==; Path=/", "a%3Db+c/d==")]
    [InlineData("xid=\"quoted\"; Path=/", "\"quoted\"")]
    [InlineData("xid = spaced ; Path=/", "spaced")]
    [InlineData("xid=a; Expires=Thu, 01 Jan 2026 00:00:01 GMT", "a")]
    [InlineData("xid=a; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a")]
    [InlineData("xid=a; Expires=tomorrow", "a")]
    public void The_value_is_kept_byte_for_byte(string header, string value) =>
        SetCookie.TryParse(header, Now).ShouldBe(new SetCookie("xid", value));

    [Theory]
    [InlineData("xid=; Path=/")]
    [InlineData("xid=deleted; Max-Age=0")]
    [InlineData("xid=deleted; max-age=-1")]
    [InlineData("xid=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("xid=deleted; expires=Thu, 01-Jan-1970 00:00:00 GMT; path=/")]
    [InlineData("xid")]
    [InlineData("=abc")]
    [InlineData("")]
    [InlineData(";")]
    public void A_cookie_that_is_taken_away_has_no_value(string header) => SetCookie.TryParse(header, Now).ShouldBeNull();

    [Theory]
    [InlineData("xid=a; Path=/", "xid")]
    [InlineData("xid=; Max-Age=0", "xid")]
    [InlineData(" xid =a", "xid")]
    [InlineData("flag", "flag")]
    public void The_name_is_known_either_way(string header, string name) => SetCookie.NameOf(header).ShouldBe(name);
}
