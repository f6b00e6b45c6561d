using Gateway.Devices;

namespace Gateway.Proxy;

/// <summary>No destination may set our cookie: that would be session fixation.</summary>
internal sealed class WithheldCookies(DeviceCookie cookie)
{
    private const string Header = "Set-Cookie";

    /// <summary>Takes our cookie out of what <paramref name="answer"/> sets.</summary>
    public void Withhold(HttpResponseMessage answer)
    {
        if (!answer.Headers.NonValidated.TryGetValues(Header, out var set) || !set.Any(cookie.IsSetBy))
            return;
        var kept = set.Where(value => !cookie.IsSetBy(value)).ToArray();
        answer.Headers.Remove(Header);
        answer.Headers.TryAddWithoutValidation(Header, kept);
    }
}
