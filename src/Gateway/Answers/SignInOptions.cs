using Gateway.Configuration;

namespace Gateway.Answers;

/// <summary>Where people sign in, section <c>Gateway:SignIn</c>.</summary>
public sealed class SignInOptions : ICheckedOptions
{
    /// <summary>
    /// The page where people sign in: a local path or an absolute URL. A page navigation without a session is redirected there, with
    /// <c>return_url</c>; answers to fetch name it as <c>sign_in_url</c>. Default null: a navigation gets a 401 as well.
    /// </summary>
    public string? Page { get; set; }

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (Page is { Length: > 0 } && (Page.Any(char.IsControl) || (!IsLocalPath(Page) && !IsHttpUrl(Page))))
            yield return new($"{section}:Page", $"'{Page}' is neither a local path (/sign-in) nor an http(s) URL");
    }

    private static bool IsLocalPath(string page) => page.StartsWith('/') && page is not ['/', '/' or '\\', ..] && Uri.TryCreate(page, UriKind.Relative, out _);

    private static bool IsHttpUrl(string page) => Uri.TryCreate(page, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https");
}
