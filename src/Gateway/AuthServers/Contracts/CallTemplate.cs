using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>A call compiled from its options; <see cref="Write"/> fills in the tokens.</summary>
internal sealed class CallTemplate
{
    private readonly HttpMethod _method;
    private readonly CallBody _body;
    private readonly KeyValuePair<string, Template>[] _fields;
    private readonly KeyValuePair<string, Template>[] _cookies;
    private readonly KeyValuePair<string, Template>[] _headers;
    private readonly Template[] _all;
    private readonly ClientCredentials? _client;

    public CallTemplate(CallOptions options, ClientCredentials? client)
    {
        _method = HttpMethod.Parse(options.Method);
        _fields = Compile(options.Fields);
        _cookies = Compile(options.Cookies);
        _headers = Compile(options.Headers);
        _all = [.. _fields.Concat(_cookies).Concat(_headers).Select(pair => pair.Value)];
        _body = options.Body ?? (_fields.Length > 0 ? CallBody.Json : CallBody.None);
        _client = _body is CallBody.Form && !AuthenticatesItself ? client : null;
    }

    public bool CarriesRefreshToken => Array.Exists(_all, template => template.CarriesRefreshToken);

    /// <summary>Whether <paramref name="tokens"/> has what the call sends. A record that others write may hold anything.</summary>
    public bool CanSend(TokenSet tokens) =>
        Array.TrueForAll(
            _all,
            template =>
                (!template.CarriesRefreshToken || HttpText.IsPrintable(tokens.RefreshToken.Reveal()))
                && (!template.CarriesAccessToken || HttpText.IsPrintable(tokens.AccessToken.Reveal()))
        );

    private bool AuthenticatesItself =>
        _fields.Any(pair => pair.Key is "client_id" or "client_assertion")
        || _headers.Any(pair => pair.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase));

    public HttpRequestMessage Write(Uri target, TokenSet tokens)
    {
        var request = new HttpRequestMessage(_method, target);
        var fields = Render(_fields, tokens);
        _client?.Authenticate(request, fields);
        request.Content = CallBodyWriter.Write(_body, fields);
        foreach (var (name, value) in Render(_headers, tokens))
            request.Headers.TryAddWithoutValidation(name, value);
        if (_cookies.Length > 0)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Render(_cookies, tokens).Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (!request.Headers.Contains("Accept"))
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return request;
    }

    private static KeyValuePair<string, Template>[] Compile(IReadOnlyDictionary<string, string>? values) =>
        [.. values?.Select(pair => KeyValuePair.Create(pair.Key, new Template(pair.Value))) ?? []];

    private static List<KeyValuePair<string, string>> Render(KeyValuePair<string, Template>[] values, TokenSet tokens) =>
        [.. values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Render(tokens)))];
}
