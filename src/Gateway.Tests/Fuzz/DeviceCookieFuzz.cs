using Gateway.Devices;
using Gateway.Proxy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Tests.Fuzz;

/// <summary>
/// Whatever stands in Cookie headers: an id is read from our cookie and from no other, our cookie is not forwarded under any spelling, and all others are, unchanged.
/// Seen to fail with <c>DeviceCookie</c> stripping its exact name only.
/// </summary>
public sealed class DeviceCookieFuzz(ITestOutputHelper output)
{
    private const string Ours = "ours-0123456789abcdef0123456789abcdef";
    private const string Theirs = "theirs-0123456789abcdef0123456789abcde";

    private static readonly DeviceCookie Cookie = new(Options.Create(new DevicesOptions()));

    [Fact]
    public Task It_is_found_under_its_name_only_and_never_forwarded() => FuzzRun.PlayAsync(output, 0.2, Play);

    private static void Play(Odd odd)
    {
        var others = new List<string>();
        var lines = Enumerable.Range(0, 1 + odd.Number(3)).Select(_ => string.Join(odd.Of(";", "; ", " ; ", ";;", ";\t"), Enumerable.Range(0, odd.Number(5)).Select(_ => Pair(odd, others)))).ToArray();

        var request = new DefaultHttpContext().Request;
        request.Headers.Cookie = new StringValues(lines);
        var found = Cookie.Find(request).ToString();
        found.ShouldBeOneOf("", Ours);
        (Cookie.Read(request)?.Reveal() ?? "").ShouldBe(found);

        using var forwarded = new HttpRequestMessage();
        forwarded.Headers.TryAddWithoutValidation("Cookie", lines).ShouldBeTrue();
        new ForwardedCookies(Cookie).Strip(forwarded);
        var header = forwarded.Headers.NonValidated.TryGetValues("Cookie", out var kept) ? kept.ToString() : "";

        header.ShouldNotContain(Ours);
        header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ShouldBe(others);
        // As others read it.
        if (CookieHeaderValue.TryParseList([header], out var cookies))
            cookies.ShouldNotContain(cookie => cookie.Name.Equals("device_id", StringComparison.OrdinalIgnoreCase));
        request.Headers.Cookie = header;
        request.Cookies.Keys.ShouldNotContain("device_id", StringComparer.OrdinalIgnoreCase);
    }

    private static string Pair(Odd odd, List<string> others)
    {
        if (odd.Once(2))
            return odd.Of($"device_id={Ours}", $" device_id = {Ours} ", $"device_id=\"{Ours}\"", $"DEVICE_ID={Ours}x", $"=device_id={Ours}", $"device_id\t={Ours}", $"device_id==x{Ours}", $"device_id={Ours},x");
        var text = string.Concat(odd.Text().Where(c => c is not (';' or '\r' or '\n' or '\0')));
        var other = odd.Of($"x_device_id={Theirs}", $"device_id2={Theirs}", $"a={Theirs}", $"a=device_id={Theirs}", $"device-id={Theirs}", $"a={text}", "lonely", $"\u212Aey={Theirs}").Trim();
        others.Add(other);
        return other;
    }
}
