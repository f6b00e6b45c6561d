using Gateway.Answers;
using Microsoft.Extensions.Options;

namespace Gateway.SignIn;

/// <summary>
/// Makes a <c>return_url</c> safe: a path of this host, or a URL of a host that is configured. It is taken apart and put together anew, so what is
/// checked is what is sent. All else becomes <c>/</c>.
/// </summary>
internal sealed class ReturnUrls(IOptions<SignInOptions> options)
{
    private const string Home = "/";
    private const int Longest = 2048;
    private static readonly Uri Here = new("https://here.invalid/");
    private readonly HashSet<string> _hosts = new(options.Value.ReturnUrlHosts ?? [], StringComparer.OrdinalIgnoreCase);

    public string Safe(string? asked)
    {
        // Browsers read a backslash as a slash, and read over tabs and line ends.
        if (asked is not { Length: > 0 and <= Longest } || asked.Any(c => char.IsControl(c) || c is '\\') || char.IsWhiteSpace(asked[0]))
            return Home;
        return asked[0] is '/' ? Local(asked) : Elsewhere(asked);
    }

    private static string Local(string asked)
    {
        if (!Uri.TryCreate(Here, asked, out var url) || url.GetLeftPart(UriPartial.Authority) != Here.GetLeftPart(UriPartial.Authority))
            return Home;
        var path = url.PathAndQuery + url.Fragment;
        // Dots are resolved by now ("/..//host"), and what comes after us may decode before it looks ("/%2Fhost").
        return IsPathOfHost(path) && IsPathOfHost(Uri.UnescapeDataString(path)) ? path : Home;
    }

    private string Elsewhere(string asked) =>
        Uri.TryCreate(asked, UriKind.Absolute, out var url)
        && (url.Scheme is "https" || (url.Scheme is "http" && url.IsLoopback))
        && url.UserInfo.Length is 0
        && _hosts.Contains(url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}")
            ? url.AbsoluteUri
            : Home;

    private static bool IsPathOfHost(string path) => path is "/" or ['/', not ('/' or '\\'), ..];
}
