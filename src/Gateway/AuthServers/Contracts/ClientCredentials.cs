using System.Text;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>How the gateway proves itself to an OAuth 2 endpoint (RFC 6749 section 2.3.1).</summary>
internal sealed record ClientCredentials(string Id, Secret Secret, ClientAuthentication Method)
{
    public static ClientCredentials? From(AuthServerOptions options) =>
        string.IsNullOrEmpty(options.ClientId)
            ? null
            : new ClientCredentials(
                options.ClientId,
                new Secret(options.ClientSecret ?? ""),
                options.ClientAuthentication ?? ClientAuthentication.ClientSecretBasic
            );

    public void Authenticate(HttpRequestMessage request, List<KeyValuePair<string, string>> fields)
    {
        if (!Secret.IsEmpty && Method is ClientAuthentication.ClientSecretBasic)
        {
            var pair = Encoding.ASCII.GetBytes($"{FormEncode(Id)}:{FormEncode(Secret.Reveal())}");
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(pair));
            return;
        }
        fields.Add(new("client_id", Id));
        if (!Secret.IsEmpty)
            fields.Add(new("client_secret", Secret.Reveal()));
    }

    // Both halves are form-urlencoded before they are joined, which many clients forget.
    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
