using Gateway.Configuration;

namespace Gateway.Answers;

/// <summary>Where people sign in, section <c>Gateway:SignIn</c>.</summary>
public sealed class SignInOptions : ICheckedOptions
{
    /// <summary>
    /// The page where people sign in: a local path or an absolute URL. A page navigation without a session is redirected there, with
    /// <c>return_url</c>; answers to fetch name it as <c>sign_in_url</c>. Default null: the gateway's own sign-in, where an auth server has an
    /// <c>Authority</c> and a <c>ClientId</c>; else a navigation gets a 401 as well.
    /// </summary>
    public string? Page { get; set; }

    /// <summary>
    /// Hosts beside the gateway's own that a sign-in may lead back to, such as <c>app.example.com</c> or <c>localhost:5173</c>; by https, by http on
    /// loopback only. Default none: local paths alone.
    /// </summary>
    public IList<string>? ReturnUrlHosts { get; set; }

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (Page is { Length: > 0 } && (Page.Any(char.IsControl) || (!IsLocalPath(Page) && !IsHttpUrl(Page))))
            yield return new($"{section}:Page", $"{Quoted.Of(Page)} is neither a local path (/sign-in) nor an http(s) URL");
        foreach (var (index, host) in (ReturnUrlHosts ?? []).Index())
            if (!IsHost(host))
                yield return new($"{section}:ReturnUrlHosts:{index}", $"{Quoted.Of(host)} is no host such as app.example.com or localhost:5173");
    }

    private static bool IsHost(string? host) =>
        Uri.TryCreate($"https://{host}", UriKind.Absolute, out var url) && url.AbsoluteUri.Length == $"https://{host}/".Length && url.Host.Length > 0 && url.UserInfo.Length is 0;

    private static bool IsLocalPath(string page) => page.StartsWith('/') && page is not ['/', '/' or '\\', ..] && Uri.TryCreate(page, UriKind.Relative, out _);

    private static bool IsHttpUrl(string page) => Uri.TryCreate(page, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https");
}
