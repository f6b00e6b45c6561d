using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Demo.AuthServer.Endpoints;

/// <summary>Recognises the client by <c>client_secret_basic</c> or <c>client_secret_post</c> (RFC 6749 section 2.3.1).</summary>
internal sealed class ClientAuthentication(DemoAuthServerOptions options)
{
    public static IReadOnlyList<string> Methods { get; } = ["client_secret_basic", "client_secret_post"];

    /// <returns>Why the client is refused; null where it is the right one.</returns>
    public OAuthError? Check(HttpRequest request, IFormCollection form)
    {
        string? postedSecret = form["client_secret"];
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header))
            return Accepts(form["client_id"], postedSecret) ? null : OAuthError.InvalidClient();

        if (postedSecret is not null)
            return OAuthError.InvalidRequest("A client uses one way to authenticate in a request");

        return TryReadBasic(header, out var id, out var secret) && Accepts(id, secret)
            ? null
            : OAuthError.InvalidClient();
    }

    private bool Accepts(string? id, string? secret) => string.Equals(id, options.ClientId, StringComparison.Ordinal) && AcceptsSecret(secret);

    private bool AcceptsSecret(string? secret) =>
        options.ClientSecret is not { } expected
        || (secret is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(expected)));

    // Both halves are form-encoded before they are joined; a secret with a colon or a percent sign shows who forgets it.
    private static bool TryReadBasic(AuthenticationHeaderValue header, out string id, out string secret)
    {
        id = secret = "";
        if (!string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } parameter)
            return false;

        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length))
            return false;

        var halves = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        if (halves.Length != 2)
            return false;

        (id, secret) = (System.Net.WebUtility.UrlDecode(halves[0]), System.Net.WebUtility.UrlDecode(halves[1]));
        return true;
    }
}
