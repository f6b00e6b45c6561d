using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Tokens;

namespace Gateway.Tests.Support.Fakes;

/// <summary>A client in code. By itself it asks the demo's auth server, as somebody would who knows nothing of contracts; it says other things where it is told to.</summary>
internal sealed class DemoInCode : IAuthServerClient, IDisposable
{
    private readonly HttpClient _http = new();
    private int _calls;

    public string Name { get; init; } = "default";

    public SignOutScope? SignOutScope { get; init; } = Gateway.AuthServers.SignOutScope.Device;

    /// <summary>What it does in the place of asking for tokens.</summary>
    public Func<TokenSet, CancellationToken, Task<RefreshAnswer>>? OnRefresh { get; set; }

    public Func<Task<SignOutOutcome>>? OnSignOut { get; set; }

    public Func<SignInReply, SignInAnswer?>? OnSignIn { get; set; }

    /// <summary>What it finds wrong with its entry.</summary>
    public Func<AuthServerOptions, string, IEnumerable<Fault>> OnCheck { get; init; } = (_, _) => [];

    /// <summary>How often it was asked for tokens.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The entry that the last call was given.</summary>
    public AuthServerOptions? Entry { get; private set; }

    public IEnumerable<Fault> Check(AuthServerOptions entry, string key) => OnCheck(entry, key);

    public Task<RefreshAnswer> RefreshAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken)
    {
        Entry = entry;
        Interlocked.Increment(ref _calls);
        return OnRefresh is { } other ? other(tokens, cancellationToken) : AskAsync(tokens, entry, cancellationToken);
    }

    public async Task<SignOutOutcome> SignOutAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken)
    {
        if (OnSignOut is { } other)
            return await other();
        using var answer = await PostAsync(entry, "/signout", tokens, cancellationToken);
        return answer.IsSuccessStatusCode ? SignOutOutcome.Told : SignOutOutcome.Refused;
    }

    public SignInAnswer? ReadSignIn(SignInReply reply, RequestFields request) => OnSignIn?.Invoke(reply);

    public void Dispose() => _http.Dispose();

    private async Task<RefreshAnswer> AskAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken)
    {
        using var answer = await PostAsync(entry, "/refresh", tokens, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized)
            return new RefreshAnswer.Denied("answered 401");
        var granted = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new RefreshAnswer.Granted(Tokens(granted.GetProperty("access_token").GetString()!, granted.GetProperty("refresh_token").GetString()!));
    }

    private Task<HttpResponseMessage> PostAsync(AuthServerOptions entry, string path, TokenSet tokens, CancellationToken cancellationToken) =>
        _http.PostAsJsonAsync(new Uri(entry.BaseAddress!, path), new { refresh_token = tokens.RefreshToken.Reveal() }, cancellationToken);

    /// <summary>Tokens of which nothing else is told.</summary>
    public static TokenSet Tokens(string access, string refresh = "") =>
        new()
        {
            AccessToken = new Secret(access),
            AccessExpiry = default,
            AccessLifetime = default,
            RefreshToken = new Secret(refresh),
            RefreshExpiry = default,
        };
}
