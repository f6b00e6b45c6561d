using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Demo.AuthServer.Clients;

/// <summary>
/// Recognises the client by <c>client_secret_basic</c>, <c>client_secret_post</c> (RFC 6749 section 2.3.1) or <c>private_key_jwt</c>
/// (RFC 7523 section 2.2).
/// </summary>
internal sealed class ClientAuthentication(RegisteredClient client, ClientAssertions assertions)
{
    public static IReadOnlyList<string> Methods { get; } = ["client_secret_basic", "client_secret_post", "private_key_jwt"];

    /// <returns>Why the client is refused; null where it is the right one.</returns>
    public async Task<OAuthError?> CheckAsync(HttpRequest request, IFormCollection form)
    {
        string? secret = form["client_secret"], assertion = form["client_assertion"];
        var header = AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var value) ? value : null;
        if (new object?[] { secret, assertion, header }.Count(way => way is not null) > 1)
            return OAuthError.InvalidRequest("A client uses one way to authenticate in a request");

        var accepted = client.PublicKey is not null
            ? await assertions.AcceptsAsync(form)
            : header is null ? Accepts(form["client_id"], secret) : TryReadBasic(header, out var id, out secret) && Accepts(id, secret);
        return accepted ? null : OAuthError.InvalidClient();
    }

    private bool Accepts(string? id, string? secret) => string.Equals(id, client.Id, StringComparison.Ordinal) && AcceptsSecret(secret);

    private bool AcceptsSecret(string? secret) =>
        client.Secret is not { } expected
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
