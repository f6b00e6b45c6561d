using Gateway.Tokens;
using Gateway.AuthServers.Contracts;
using Gateway.Configuration;

namespace Gateway.AuthServers.Checks;

/// <summary>What can be wrong with a call. A value is never repeated in a message: it may hold a secret.</summary>
internal static class CallCheck
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>(StringComparer.Ordinal);

    private static readonly HashSet<string> SetByUs = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Content-Type", "Cookie", "Host", "Transfer-Encoding",
    };

    public static IEnumerable<Fault> Check(string key, CallOptions options) =>
        [
            .. CheckMethod(key, options.Method),
            .. CheckPath(key, options.Path),
            .. CheckBody(key, options),
            .. CheckValues($"{key}:Fields", options.Fields, name => name.Length > 0, _ => true),
            .. CheckValues($"{key}:Cookies", options.Cookies, HttpText.IsName, IsCookieValue),
            .. CheckValues($"{key}:Headers", options.Headers, HttpText.IsName, HttpText.IsPrintable),
            .. CheckHeaderNames($"{key}:Headers", options.Headers),
        ];

    public static IEnumerable<Fault> CheckRefresh(string key, RefreshCallOptions options)
    {
        var isDefault = options.Fields is null && options.Body is not CallBody.None;
        if (!isDefault && !Carries(options, template => template.CarriesRefreshToken))
            yield return new Fault(key, "sends {refresh_token} in no field, cookie or header");
        foreach (var (index, status) in (options.EndedStatus ?? []).Index())
            if (!RefreshJudge.IsFinal(status))
                yield return new Fault($"{key}:EndedStatus:{index}", $"{status} cannot end a session: 400 to 499, but not 408 and 429");
    }

    public static IEnumerable<Fault> CheckSignOut(string key, SignOutCallOptions options)
    {
        if (!Carries(options, template => template.CarriesRefreshToken || template.CarriesAccessToken))
            yield return new Fault(key, "sends neither {refresh_token} nor {access_token}: nothing would be ended");
    }

    private static IEnumerable<Fault> CheckMethod(string key, string? method)
    {
        if (!HttpText.IsName(method))
            yield return new Fault($"{key}:Method", "is no HTTP method");
    }

    private static IEnumerable<Fault> CheckPath(string key, string? path)
    {
        if (string.IsNullOrEmpty(path))
            yield return new Fault($"{key}:Path", "is missing");
        else if (!HttpText.IsPrintable(path) || path[0] is not '/' || path.AsSpan().IndexOfAny(" #{}") >= 0)
            yield return new Fault($"{key}:Path", "must begin with a slash and hold no space, fragment, placeholder or line end; tokens do not belong in a URL");
    }

    private static IEnumerable<Fault> CheckBody(string key, CallOptions options)
    {
        if (options is { Body: CallBody.None, Fields.Count: > 0 })
            yield return new Fault($"{key}:Fields", "would never be sent: Body is None");
    }

    private static IEnumerable<Fault> CheckValues(
        string key,
        IReadOnlyDictionary<string, string>? values,
        Func<string, bool> isName,
        Func<string, bool> isValue
    )
    {
        foreach (var (name, value) in values ?? Nothing)
        {
            if (!isName(name))
                yield return new Fault($"{key}:{name}", "is no valid name");
            if (value is null || !isValue(value))
                yield return new Fault($"{key}:{name}", "has no value that can be sent there: printable ASCII without line ends is expected");
            else
                foreach (var unknown in new Template(value).Unknown)
                    yield return new Fault($"{key}:{name}", $"the placeholder {unknown} is unknown; known here: {{refresh_token}}, {{access_token}}");
        }
    }

    private static IEnumerable<Fault> CheckHeaderNames(string key, IReadOnlyDictionary<string, string>? headers) =>
        (headers?.Keys ?? []).Where(SetByUs.Contains).Select(name => new Fault($"{key}:{name}", "is set by the gateway itself (see Body, Cookies and BaseAddress)"));

    private static bool IsCookieValue(string value) => HttpText.IsPrintable(value) && !value.Contains(';', StringComparison.Ordinal);

    // A placeholder that is misspelt is told by itself; that its token is missing then says nothing new.
    private static bool Carries(CallOptions options, Func<Template, bool> token) =>
        new[] { options.Fields, options.Cookies, options.Headers }
            .SelectMany(values => values?.Values ?? [])
            .Where(value => value is not null)
            .Select(value => new Template(value))
            .Any(template => token(template) || template.Unknown.Any());
}
