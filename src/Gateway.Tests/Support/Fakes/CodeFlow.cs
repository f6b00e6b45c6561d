using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Demo.AuthServer;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Support.Fakes;

/// <summary>A client of the demo's auth server, step by step, so that a test can take any of them wrongly.</summary>
public sealed class CodeFlow : IDisposable
{
    public const string Callback = "https://gateway.example.com/auth/callback";
    public const string Verifier = "a-verifier-that-is-long-enough-for-RFC-7636-";

    private readonly DemoAuthServer _server;

    public CodeFlow(DemoAuthServer server)
    {
        _server = server;
        Wire = new Wire(server.Address);
        Person = new DemoPerson(server);
        server.Client.AddRedirectUri(Callback);
    }

    public Wire Wire { get; }

    public DemoPerson Person { get; }

    public static (string, string)[] Secret { get; } = [("client_id", "demo-gateway"), ("client_secret", "demo-secret")];

    /// <summary>The parameters of a good request; a change without a value leaves one out.</summary>
    public static Dictionary<string, string?> Parameters(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = "demo-gateway",
            ["redirect_uri"] = Callback,
            ["response_type"] = "code",
            ["scope"] = "openid email offline_access",
            ["state"] = "the-state",
            ["nonce"] = "the-nonce",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
            if (value is null)
                parameters.Remove(name);
        }

        return parameters;
    }

    public static string Link(params (string Name, string? Value)[] changes) => QueryHelpers.AddQueryString("/authorize", Parameters(changes));

    /// <summary>What a browser that is sent to <paramref name="location"/> brings along.</summary>
    public static Dictionary<string, string> Brought(Uri location) =>
        QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    public async Task<string> CodeAsync(params (string Name, string? Value)[] changes) => Brought(await Person.SignInAsync(Link(changes)))["code"];

    public Task<WireAnswer> ExchangeAsync(string code, string redirectUri = Callback, string verifier = Verifier) => Wire.PostFormAsync(
        "/token", [.. Secret, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier)]);

    public Task<WireAnswer> RefreshAsync(JsonObject tokens) => Wire.PostFormAsync(
        "/token", [.. Secret, ("grant_type", "refresh_token"), ("refresh_token", tokens.TextAt("refresh_token"))]);

    public async Task<JsonObject> SignInAsync(params (string Name, string? Value)[] changes) =>
        (await ExchangeAsync(await CodeAsync(changes))).ShouldBe(HttpStatusCode.OK);

    public async Task<string> ErrorAsync(string code, string redirectUri = Callback, string verifier = Verifier) =>
        (await ExchangeAsync(code, redirectUri, verifier)).ShouldBe(HttpStatusCode.BadRequest).TextAt("error");

    public void Dispose()
    {
        Wire.Dispose();
        Person.Dispose();
    }
}
