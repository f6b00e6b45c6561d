using System.Net.Http.Headers;
using Gateway.Devices;

namespace Gateway.Proxy;

/// <summary>What destinations get to see of the client's cookies: all but ours, and a <c>TokenCookie</c> where the route asks for one.</summary>
internal sealed class ForwardedCookies(DeviceCookie cookie)
{
    private const string Header = "Cookie";

    /// <summary>Takes our cookie out of <paramref name="request"/>. Where it is the only one, as on most requests, nothing is allocated.</summary>
    public void Strip(HttpRequestMessage request)
    {
        if (!request.Headers.NonValidated.TryGetValues(Header, out var sent) || !AnyContains(sent))
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
        var others = request.Headers.NonValidated.TryGetValues(Header, out var sent) ? DeviceCookie.Without(sent, name) : "";
        request.Headers.Remove(Header);
        request.Headers.TryAddWithoutValidation(Header, others.Length is 0 ? own : $"{others}; {own}");
    }

    private bool AnyContains(HeaderStringValues sent)
    {
        foreach (var header in sent)
            if (cookie.IsIn(header))
                return true;
        return false;
    }
}
