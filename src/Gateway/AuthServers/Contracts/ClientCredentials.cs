using System.Text;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>How the gateway proves itself to an OAuth 2 endpoint (RFC 6749 section 2.3, RFC 7523).</summary>
internal sealed class ClientCredentials
{
    private readonly Secret _secret;
    private readonly bool _inHeader;
    private readonly ClientAssertion? _assertion;
    private readonly Func<Uri, string> _audience;

    private ClientCredentials(string id, AuthServerOptions options, Func<string?> issuer, TimeProvider time, ILogger logger)
    {
        Id = id;
        _secret = new Secret(options.ClientSecret ?? "");
        _inHeader = options.ClientAuthentication is null or ClientAuthentication.ClientSecretBasic;
        _assertion =
            options is { ClientKey: { } key, ClientAuthentication: null or ClientAuthentication.PrivateKeyJwt }
                ? new ClientAssertion(new ClientKeySource(key, options.ClientKeyId, logger), time)
                : null;
        _audience = target => options.ClientKeyAudience ?? issuer() ?? target.AbsoluteUri;
    }

    public string Id { get; }

    /// <param name="options">What is configured.</param>
    /// <param name="issuer">Who the server says it is; null while nothing has been discovered.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="logger">Is told of a key that cannot be read.</param>
    public static ClientCredentials? From(AuthServerOptions options, Func<string?> issuer, TimeProvider time, ILogger logger) =>
        string.IsNullOrEmpty(options.ClientId) ? null : new ClientCredentials(options.ClientId, options, issuer, time, logger);

    public void Authenticate(HttpRequestMessage request, List<KeyValuePair<string, string>> fields)
    {
        if (_assertion is null && !_secret.IsEmpty && _inHeader)
        {
            var pair = Encoding.ASCII.GetBytes($"{FormEncode(Id)}:{FormEncode(_secret.Reveal())}");
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(pair));
            return;
        }
        if (!fields.Exists(field => field.Key is "client_id")) // a pushed authorization request has it already
            fields.Add(new("client_id", Id));
        if (_assertion is not null)
        {
            fields.Add(new("client_assertion_type", ClientAssertion.Type));
            fields.Add(new("client_assertion", _assertion.Write(Id, _audience(request.RequestUri!))));
        }
        else if (!_secret.IsEmpty)
            fields.Add(new("client_secret", _secret.Reveal()));
    }

    // Both halves are form-urlencoded before they are joined, which many clients forget.
    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
