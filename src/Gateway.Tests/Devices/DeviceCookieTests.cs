using Gateway.Devices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SameSiteMode = Microsoft.AspNetCore.Http.SameSiteMode;

namespace Gateway.Tests.Devices;

public sealed class DeviceCookieTests
{
    private const string Id = "dGhlIHRoaXJ0eS10d28gcmFuZG9t";

    public static TheoryData<string[], string> Presented =>
        new()
        {
            { [], "" },
            { [""], "" },
            { ["other=1"], "" },
            { [$"device_id={Id}"], Id },
            { [$"a=1; device_id={Id}; b=2"], Id },
            { [$"a=1;device_id={Id};b=2"], Id },
            { ["a=1", $"device_id={Id}"], Id }, // HTTP/2 may send one header a cookie
            { ["a=1; b=2", $"c=3; device_id={Id}", "d=4"], Id },
            { [$"device_id=\"{Id}\""], Id },
            { [$"  device_id = {Id}  "], Id },
            { [$"Device_ID={Id}"], "" },
            { [$"device_id={Id}; device_id=another"], Id }, // of several, the first
            { [$"device_id={Id}", "device_id=another"], Id },
            { ["device_id="], "" },
            { ["device_id"], "" },
            { [$"my_device_id={Id}"], "" },
            { [$"device_id2={Id}"], "" },
            { [$"a=device_id={Id}"], "" },
            { ["device_id=not an id"], "" },
        };

    public static TheoryData<string[], string> Stripped =>
        new()
        {
            { [], "" },
            { [$"device_id={Id}"], "" },
            { ["a=1; b=2"], "a=1; b=2" },
            { [$"device_id={Id}; a=1"], "a=1" },
            { [$"a=1; device_id={Id}"], "a=1" },
            { [$"a=1; device_id={Id}; b=2"], "a=1; b=2" },
            { [$"a=1;device_id={Id};b=2"], "a=1; b=2" },
            { [$"device_id={Id}; device_id={Id}; a=1; DEVICE_ID={Id}"], "a=1" },
            { ["a=1", $"device_id={Id}", "b=2"], "a=1; b=2" },
            { [$"device_id=\"{Id}\"; a=\"x y\""], "a=\"x y\"" },
            { [$" device_id = {Id} ;a=b=c=="], "a=b=c==" },
            { ["device_id=; a=1"], "a=1" },
            { [$"a=\"x; device_id={Id}\""], "a=\"x" }, // quotes do not hide it: servers disagree about them
            { ["my_device_id=1; device_id2=2; a=device_id"], "my_device_id=1; device_id2=2; a=device_id" },
            { ["nameless; a=1"], "nameless; a=1" },
        };

    [Theory, MemberData(nameof(Presented))]
    public void It_is_found_wherever_it_stands(string[] headers, string value) => Cookie().Find(Request(headers)).ToString().ShouldBe(value);

    [Fact]
    public void Only_a_well_formed_value_is_an_id()
    {
        Cookie().Read(Request($"device_id={Id}"))!.Value.Reveal().ShouldBe(Id);
        Cookie().Read(Request("device_id=short")).ShouldBeNull();
        Cookie().Read(Request($"device_id={new string('a', 513)}")).ShouldBeNull();
        Cookie().Read(Request()).ShouldBeNull();
    }

    [Fact]
    public void It_is_found_by_its_configured_name()
    {
        var cookie = Cookie(options => options.CookieName = "__Host-sid");
        cookie.Name.ShouldBe("__Host-sid");
        cookie.Find(Request($"device_id=x; __Host-sid={Id}")).ToString().ShouldBe(Id);
        cookie.Strip($"device_id=x; __Host-sid={Id}").ShouldBe("device_id=x");
    }

    [Theory, MemberData(nameof(Stripped))]
    public void It_is_stripped_and_all_other_cookies_stay(string[] headers, string rest) => Cookie().Strip(string.Join("; ", headers)).ShouldBe(rest);

    // What Strip is asked for and what it does must not differ, or a destination would see the id.
    [Theory, MemberData(nameof(Stripped))]
    public void What_holds_it_is_told_from_what_does_not(string[] headers, string rest)
    {
        headers.Any(Cookie().IsIn).ShouldBe(headers.Length > 0 && string.Join("; ", headers) != rest);
        Cookie().IsIn(rest).ShouldBeFalse();
    }

    [Theory]
    [InlineData("device_id=x; Path=/", true)]
    [InlineData("device_id=", true)]
    [InlineData(" device_id = x", true)]
    [InlineData("DEVICE_ID=x", true)]
    [InlineData("device_id2=x", false)]
    [InlineData("a=device_id=x", false)]
    [InlineData("a=b; device_id=x", false)]
    [InlineData("device_id", false)] // sets a cookie without a name
    [InlineData("", false)]
    public void A_header_that_sets_it_is_recognised(string setCookie, bool sets) => Cookie().IsSetBy(setCookie).ShouldBe(sets);

    [Fact]
    public void It_is_given_for_this_host_and_until_the_browser_closes()
    {
        var set = Given(isHttps: false);
        set.Name.ToString().ShouldBe("device_id");
        set.Value.ToString().ShouldBe(Id);
        set.HttpOnly.ShouldBeTrue();
        set.Path.ToString().ShouldBe("/");
        set.SameSite.ToString().ShouldBe("Lax");
        set.Secure.ShouldBeFalse();
        set.Domain.HasValue.ShouldBeFalse();
        set.Expires.ShouldBeNull();
        set.MaxAge.ShouldBeNull();
    }

    [Theory]
    [InlineData(CookieSecurity.Auto, false, false)]
    [InlineData(CookieSecurity.Auto, true, true)]
    [InlineData(CookieSecurity.Always, false, true)]
    [InlineData(CookieSecurity.Always, true, true)]
    [InlineData(CookieSecurity.Never, true, false)]
    public void It_is_secure_as_configured(CookieSecurity secure, bool isHttps, bool expected) => Given(isHttps, options => options.Secure = secure).Secure.ShouldBe(expected);

    [Theory]
    [InlineData("__Host-sid")]
    [InlineData("__host-sid")]
    public void A_host_prefix_makes_it_secure_in_any_case(string name) => Given(isHttps: false, options => options.CookieName = name).Secure.ShouldBeTrue();

    [Fact]
    public void It_follows_the_options()
    {
        var set = Given(
            isHttps: true,
            options => (options.CookieName, options.SameSite, options.Domain, options.Persistent) = ("sid", SameSiteMode.None, "example.com", true)
        );
        set.Name.ToString().ShouldBe("sid");
        set.SameSite.ToString().ShouldBe("None");
        set.Domain.ToString().ShouldBe("example.com");
        set.Expires.ShouldBe(new DateTimeOffset(2026, 12, 6, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void An_empty_domain_is_none() => Given(isHttps: true, options => options.Domain = "").Domain.HasValue.ShouldBeFalse();

    [Theory]
    [InlineData("device_id=" + Id)]
    [InlineData("device_id=malformed")]
    [InlineData("a=1; device_id=")]
    [InlineData("DEVICE_ID=x")]
    public void It_is_taken_from_a_browser_that_sent_one(string header)
    {
        var context = Context(isHttps: true, header);
        Cookie(options => options.Domain = "example.com").Clear(context);

        var set = SetBy(context);
        set.Value.ToString().ShouldBeEmpty();
        set.Expires.ShouldBe(DateTimeOffset.UnixEpoch);
        // A browser removes only what it would overwrite.
        set.Path.ToString().ShouldBe("/");
        set.Domain.ToString().ShouldBe("example.com");
        set.Secure.ShouldBeTrue();
        set.HttpOnly.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=1; device_id2=x")]
    public void Nothing_is_taken_from_a_browser_that_sent_none(string header)
    {
        var context = Context(isHttps: true, header);
        Cookie().Clear(context);
        context.Response.Headers.SetCookie.ShouldBeEmpty();
    }

    private static SetCookieHeaderValue Given(bool isHttps, Action<DevicesOptions>? change = null)
    {
        var context = Context(isHttps);
        Cookie(change).Append(context, DeviceId.Parse(Id)!.Value, new DateTimeOffset(2026, 12, 6, 0, 0, 0, TimeSpan.Zero));
        return SetBy(context);
    }

    private static SetCookieHeaderValue SetBy(HttpContext context) => SetCookieHeaderValue.Parse(context.Response.Headers.SetCookie.ShouldHaveSingleItem());

    private static HttpRequest Request(params string[] headers) => Context(isHttps: false, headers).Request;

    private static DefaultHttpContext Context(bool isHttps, params string[] headers)
    {
        var context = new DefaultHttpContext { Request = { Scheme = isHttps ? "https" : "http" } };
        context.Request.Headers.Cookie = new StringValues(headers);
        return context;
    }

    private static DeviceCookie Cookie(Action<DevicesOptions>? change = null)
    {
        var options = new DevicesOptions();
        change?.Invoke(options);
        return new DeviceCookie(Options.Create(options));
    }
}
