using Gateway.Devices;

namespace Gateway.Proxy;

/// <summary>What destinations get to see of the client's cookies: all but ours, and a <c>TokenCookie</c> where the route asks for one.</summary>
internal sealed class ForwardedCookies(DeviceCookie cookie)
{
    private const string Header = "Cookie";

    /// <summary>Takes our cookie out of <paramref name="request"/>. Where it is the only one, as on most requests, nothing is allocated.</summary>
    public void Strip(HttpRequestMessage request)
    {
        if (SentBy(request) is not { } sent || !cookie.IsIn(sent))
            return;
        var kept = cookie.Strip(sent);
        request.Headers.Remove(Header);
        if (kept.Length > 0)
            request.Headers.TryAddWithoutValidation(Header, kept);
    }

    /// <summary>Sends <paramref name="token"/> as the cookie <paramref name="name"/>, in the place of any that the client sent by that name.</summary>
    public static void AddToken(HttpRequestMessage request, string name, string token)
    {
        var own = $"{name}={token}";
        var others = SentBy(request) is { } sent ? DeviceCookie.Without(sent, name) : "";
        request.Headers.Remove(Header);
        request.Headers.TryAddWithoutValidation(Header, others.Length is 0 ? own : $"{others}; {own}");
    }

    // Several headers, as HTTP/2 allows them, read as one: joined by "; ", as the grammar has it.
    private static string? SentBy(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues(Header, out var sent) ? sent.ToString() : null;
}
