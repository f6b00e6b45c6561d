using Gateway.Devices;
using Gateway.Proxy;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Proxy;

public sealed class ForwardedCookiesTests
{
    private readonly ForwardedCookies _cookies = new(new DeviceCookie(Options.Create(new DevicesOptions())));

    [Theory]
    [InlineData("device_id=x", null)]
    [InlineData("a=1; device_id=x; b=2", "a=1; b=2")]
    [InlineData("a=1; DEVICE_ID=x", "a=1")]
    [InlineData("a=1;b=2", "a=1;b=2")] // not touched where ours is not in it
    [InlineData("a=\"x y\", b=é", "a=\"x y\", b=é")]
    public void A_destination_sees_all_cookies_but_ours(string sent, string? forwarded)
    {
        using var request = Request(sent);
        _cookies.Strip(request);
        Sent(request).ShouldBe(forwarded);
    }

    [Fact]
    public void Several_headers_become_one_without_ours()
    {
        using var request = Request("a=1", "device_id=x", "b=2; device_id=y");
        _cookies.Strip(request);
        Sent(request).ShouldBe("a=1; b=2");
    }

    [Fact]
    public void A_request_without_cookies_stays_without()
    {
        using var request = Request();
        _cookies.Strip(request);
        request.Headers.Contains("Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "xid=token")]
    [InlineData("a=1; b=2", "a=1; b=2; xid=token")]
    [InlineData("xid=forged; a=1; XID=forged", "a=1; xid=token")]
    [InlineData("xid=forged", "xid=token")]
    public void A_token_cookie_replaces_the_clients_own(string sent, string forwarded)
    {
        using var request = Request(sent is "" ? [] : [sent]);
        ForwardedCookies.AddToken(request, "xid", "token");
        Sent(request).ShouldBe(forwarded);
    }

    private static HttpRequestMessage Request(params string[] cookies)
    {
        var request = new HttpRequestMessage();
        foreach (var cookie in cookies)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return request;
    }

    private static string? Sent(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues("Cookie", out var values) ? values.ShouldHaveSingleItem() : null;
}
