using Gateway.Answers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Answers;

public sealed class NavigationTests
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    // Where the browser says what it does, nothing else counts.
    [InlineData("GET", "navigate", "*/*", true)]
    [InlineData("GET", "navigate", null, true)]
    [InlineData("POST", "navigate", "*/*", true)]
    [InlineData("GET", "cors", Browser, false)]
    [InlineData("GET", "same-origin", Browser, false)]
    [InlineData("GET", "no-cors", Browser, false)]
    [InlineData("GET", "websocket", Browser, false)]
    [InlineData("GET", "nested-navigate", Browser, false)]
    [InlineData("GET", "", Browser, false)]
    // Where it does not, a GET that wants HTML first.
    [InlineData("GET", null, Browser, true)]
    [InlineData("get", null, "text/html", true)]
    [InlineData("GET", null, " Text/HTML;q=0.9", true)]
    [InlineData("GET", null, "application/json, text/html", false)]
    [InlineData("GET", null, "*/*", false)]
    [InlineData("GET", null, "text/*", false)]
    [InlineData("GET", null, "", false)]
    [InlineData("GET", null, null, false)]
    [InlineData("POST", null, Browser, false)]
    [InlineData("HEAD", null, Browser, false)]
    public void A_page_navigation_is_told_from_a_fetch(string method, string? mode, string? accept, bool expected) =>
        Navigation.Is(Request(method, mode, accept)).ShouldBe(expected);

    [Theory]
    [InlineData("navigate", "*/*", true)]
    [InlineData("cors", Browser, false)]
    [InlineData(null, Browser, true)]
    [InlineData(null, "application/json", false)]
    [InlineData(null, null, false)]
    public void A_form_is_told_from_a_fetch(string? mode, string? accept, bool expected) => Navigation.IsForm(Request("POST", mode, accept)).ShouldBe(expected);

    private static HttpRequest Request(string method, string? mode, string? accept)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        if (mode is not null)
            request.Headers["Sec-Fetch-Mode"] = mode;
        if (accept is not null)
            request.Headers.Accept = accept;
        return request;
    }
}
