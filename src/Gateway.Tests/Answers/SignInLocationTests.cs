using Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Answers;

public sealed class SignInLocationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_page_there_is_none(string? page)
    {
        At(page).Url.ShouldBeNull();
        At(page).UrlFrom(Request("/a")).ShouldBeNull();
    }

    [Theory]
    [InlineData("/sign-in", "/a", "", "/sign-in?return_url=%2Fa")]
    [InlineData("/sign-in", "/", "", "/sign-in?return_url=%2F")]
    [InlineData("/sign-in", "/a/b", "?x=1&y=ä b", "/sign-in?return_url=%2Fa%2Fb%3Fx%3D1%26y%3D%C3%A4%20b")]
    [InlineData("/sign-in?lang=en", "/a", "", "/sign-in?lang=en&return_url=%2Fa")]
    [InlineData("/sign-in#form", "/a", "", "/sign-in?return_url=%2Fa#form")]
    [InlineData("/sign-in", "//evil.example.com/", "", "/sign-in?return_url=%2Fevil.example.com%2F")]
    [InlineData("/sign-in", "/a&return_url=b", "", "/sign-in?return_url=%2Fa%26return_url%3Db")]
    [InlineData("/sign-in", "/a\r\nX: b", "", "/sign-in?return_url=%2Fa%250D%250AX%3A%2520b")]
    public void A_local_page_gets_the_local_way_back(string page, string path, string query, string url)
    {
        At(page).Url.ShouldBe(page);
        At(page).UrlFrom(Request(path, query)).ShouldBe(url);
    }

    [Fact]
    public void The_way_back_begins_where_the_gateway_does() => At("/sign-in").UrlFrom(Request("/a", pathBase: "/app")).ShouldBe("/sign-in?return_url=%2Fapp%2Fa");

    // Another host must be told whole where to come back to.
    [Fact]
    public void A_page_elsewhere_gets_the_absolute_way_back() =>
        At("https://id.example.com/login").UrlFrom(Request("/a", "?x=1")).ShouldBe("https://id.example.com/login?return_url=https%3A%2F%2Fapp.example.com%2Fa%3Fx%3D1");

    private static SignInLocation At(string? page) => new(Options.Create(new SignInOptions { Page = page }));

    private static HttpRequest Request(string path, string query = "", string pathBase = "")
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host, request.PathBase, request.Path, request.QueryString) = ("https", new("app.example.com"), pathBase, path, new(query));
        return request;
    }
}
