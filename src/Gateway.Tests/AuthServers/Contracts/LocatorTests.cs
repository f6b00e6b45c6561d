using System.Text.Json;
using Gateway.AuthServers.Contracts;

namespace Gateway.Tests.AuthServers.Contracts;

public sealed class LocatorTests
{
    [Theory]
    [InlineData("access_token", LocatorSource.Body, "access_token")]
    [InlineData("tokens.idToken", LocatorSource.Body, "tokens.idToken")]
    [InlineData("cookie:xid_access", LocatorSource.Cookie, "xid_access")]
    [InlineData("claim:user.uid", LocatorSource.AccessToken, "user.uid")]
    [InlineData("claim:https://example.com/email", LocatorSource.AccessToken, "https://example.com/email")]
    [InlineData("id_token:sub", LocatorSource.IdToken, "sub")]
    [InlineData("request:username", LocatorSource.Request, "username")]
    internal void A_locator_names_its_source_and_path(string text, LocatorSource source, string path) =>
        Locator.Parse(text).ShouldBe(new Locator(source, path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData(" a")]
    [InlineData("a\nb")]
    [InlineData("cookie:")]
    [InlineData("cookie:a b")]
    [InlineData("cookie:a;b")]
    [InlineData("claim:")]
    [InlineData("header:authorization")]
    [InlineData("Cookie:a")]
    public void What_is_no_locator_is_refused(string? text) => Locator.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("""{"a":{"b":"x"}}""", "a.b", "\"x\"")]
    [InlineData("""{"a.b":"x"}""", "a.b", "\"x\"")]
    [InlineData("""{"user":{"https://example.com/email":"x"}}""", "user.https://example.com/email", "\"x\"")]
    [InlineData("""{"a":[{"b":"x"}]}""", "a.b", null)]
    [InlineData("""{"a":"x"}""", "a.b", null)]
    [InlineData("""["a"]""", "a", null)]
    [InlineData("""{"A":"x"}""", "a", null)]
    public void A_path_leads_through_objects(string json, string path, string? found) =>
        JsonPath.Find(JsonElement.Parse(json), path)?.GetRawText().ShouldBe(found);
}
