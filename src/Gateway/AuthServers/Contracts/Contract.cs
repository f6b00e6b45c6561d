using Gateway.AuthServers.Calls;
using Gateway.Tokens;

namespace Gateway.AuthServers.Contracts;

/// <summary>The calls of one auth server, compiled when it is built: what is written wins over what is discovered.</summary>
internal sealed class Contract
{
    private static readonly RefreshCallOptions TokenEndpoint = new() { Body = CallBody.Form, Fields = RefreshFields(CallBody.Form) };
    private static readonly CallOptions RevokeRefreshToken = Revocation("{refresh_token}", "refresh_token");
    private static readonly CallOptions RevokeAccessToken = Revocation("{access_token}", "access_token");

    private readonly Call[] _signOuts;

    public Contract(AuthServerOptions options, ClientCredentials? client, Discovery? discovery)
    {
        Refresh =
            options.Refresh is { } refresh ? new Call(new CallTemplate(WithDefaults(refresh), client), Fixed(options, refresh.Path!))
            : new Call(new CallTemplate(TokenEndpoint, client), discovery!.TokenEndpointAsync);
        EndedStatus = options.Refresh is null ? [] : options.Refresh.EndedStatus ?? [401];
        _signOuts =
            options.SignOut is { } signOut ? [new Call(new CallTemplate(signOut, client), Fixed(options, signOut.Path!))]
            : discovery is null ? []
            : [
                new Call(new CallTemplate(RevokeRefreshToken, client), discovery.RevocationEndpointAsync),
                new Call(new CallTemplate(RevokeAccessToken, client), discovery.RevocationEndpointAsync),
            ];
    }

    public Call Refresh { get; }

    /// <summary>What ends a session where the body has no OAuth error; at a token endpoint nothing does.</summary>
    public IReadOnlyList<int> EndedStatus { get; }

    /// <summary>Whether the server can be told of a sign-out, as far as configuration says.</summary>
    public bool HasSignOut => _signOuts.Length > 0;

    /// <summary>The call that ends <paramref name="tokens"/> there, or null where none takes what there is.</summary>
    public Call? SignOutOf(TokenSet tokens) => Array.Find(_signOuts, call => call.Template.CanSend(tokens));

    private static Func<CancellationToken, Task<Uri?>> Fixed(AuthServerOptions options, string path)
    {
        var target = new Uri((options.BaseAddress ?? options.Authority)!.AbsoluteUri.TrimEnd('/') + path);
        return _ => Task.FromResult<Uri?>(target);
    }

    private static RefreshCallOptions WithDefaults(RefreshCallOptions written)
    {
        var carried = new CallTemplate(written, client: null).CarriesRefreshToken;
        return carried || written.Fields is not null
            ? written
            : new RefreshCallOptions
            {
                Method = written.Method,
                Path = written.Path,
                Body = written.Body,
                Fields = RefreshFields(written.Body),
                Cookies = written.Cookies,
                Headers = written.Headers,
            };
    }

    private static Dictionary<string, string> RefreshFields(CallBody? body) =>
        body is CallBody.Form
            ? new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = "{refresh_token}" }
            : new(StringComparer.Ordinal) { ["refresh_token"] = "{refresh_token}" };

    private static SignOutCallOptions Revocation(string token, string hint) =>
        new()
        {
            Body = CallBody.Form,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = token, ["token_type_hint"] = hint },
        };
}
