using System.Collections.Immutable;
using System.Globalization;
using Demo.AuthServer.Clients;
using Microsoft.Extensions.Primitives;

namespace Demo.AuthServer.Authorization;

/// <summary>Checks an authorization request before anybody is asked for a password.</summary>
internal sealed class AuthorizationReader(RegisteredClient client)
{
    // 32 bytes as base64url: what S256 always makes.
    private const int ChallengeLength = 43;

    public AuthorizationReading Read(IReadOnlyDictionary<string, StringValues> parameters)
    {
        string? Value(string name) => parameters.GetValueOrDefault(name) is [{ Length: > 0 } only] ? only : null;

        if (Value("client_id") != client.Id)
            return new AuthorizationReading.Refused(OAuthError.InvalidRequest("client_id is unknown"));
        if (Value("redirect_uri") is not { } redirectUri || !client.MayBeSentTo(redirectUri))
            return new AuthorizationReading.Refused(OAuthError.InvalidRequest("redirect_uri is not registered"));

        return FaultOf(parameters, Value) is { } fault
            ? new AuthorizationReading.SentBack(redirectUri, Value("state"), fault)
            : new AuthorizationReading.Accepted(new AuthorizationRequest
            {
                RedirectUri = redirectUri,
                CodeChallenge = Value("code_challenge")!,
                Scopes = Words(Value("scope")),
                Prompts = Words(Value("prompt")),
                State = Value("state"),
                Nonce = Value("nonce"),
                LoginHint = Value("login_hint"),
                MaxAge = Seconds(Value("max_age")),
            });
    }

    private static OAuthError? FaultOf(IReadOnlyDictionary<string, StringValues> parameters, Func<string, string?> value)
    {
        if (parameters.FirstOrDefault(parameter => parameter.Value.Count > 1).Key is { } repeated)
            return OAuthError.InvalidRequest($"{repeated} is there more than once");
        if (value("request") is not null)
            return new OAuthError("request_not_supported", "Request objects are not understood");
        if (value("response_type") is not "code")
            return new OAuthError("unsupported_response_type", "Only code is supported");
        if (value("response_mode") is not (null or "query"))
            return OAuthError.InvalidRequest("Only the response mode query is supported");
        if (value("code_challenge") is not { Length: ChallengeLength } || value("code_challenge_method") is not "S256")
            return OAuthError.InvalidRequest("A code challenge of the method S256 is required");
        if (Words(value("prompt")) is { Count: > 1 } prompts && prompts.Contains("none"))
            return OAuthError.InvalidRequest("The prompt none stands alone");
        if (value("max_age") is { } age && Seconds(age) is null)
            return OAuthError.InvalidRequest("max_age is not a number of seconds");

        return null;
    }

    private static ImmutableHashSet<string> Words(string? text) =>
        [.. (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static TimeSpan? Seconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
