using Gateway.Tokens;
using Gateway.AuthServers.Contracts;
using Gateway.Configuration;

namespace Gateway.AuthServers.Checks;

/// <summary>What can be wrong with one auth server.</summary>
internal static class AuthServerCheck
{
    public static IEnumerable<Fault> Check(string key, AuthServerOptions options) =>
        [
            .. CheckAddresses(key, options),
            .. CheckClient(key, options),
            .. CheckKey(key, options),
            .. CheckCalls(key, options),
            .. Ranges.Check(options, key),
            .. LocatorCheck.Check($"{key}:Tokens", options.Tokens ?? new TokenLocatorOptions()),
            .. CheckNames($"{key}:Scopes", options.Scopes, IsScope, "is no scope: printable ASCII without spaces and quotes is expected"),
            .. CheckNames($"{key}:HideCookies", options.HideCookies, HttpText.IsName, "is no cookie name"),
        ];

    private static IEnumerable<Fault> CheckAddresses(string key, AuthServerOptions options)
    {
        if (options is { Authority: null, BaseAddress: null, Client: null })
            yield return new Fault(key, "needs an Authority (a server with discovery) or a BaseAddress (a server with endpoints of its own)");
        if (AddressCheck.Explain(options.Authority, options.AllowHttp) is { } authority)
            yield return new Fault($"{key}:Authority", authority);
        if (options.Issuer is { } issuer && ExplainIssuer(issuer, options.Authority) is { } fault)
            yield return new Fault($"{key}:Issuer", fault);
        if (AddressCheck.Explain(options.BaseAddress, options.AllowHttp) is { } baseAddress)
            yield return new Fault($"{key}:BaseAddress", baseAddress);
    }

    // It is compared and never called.
    private static string? ExplainIssuer(string issuer, Uri? authority) =>
        authority is null ? "is of no use without an Authority"
        : !Uri.TryCreate(issuer, UriKind.RelativeOrAbsolute, out var uri) ? $"'{issuer}' is no absolute http or https URL"
        : AddressCheck.Explain(uri, allowHttp: true);

    private static IEnumerable<Fault> CheckClient(string key, AuthServerOptions options)
    {
        if (options.ClientId is { } id && !HttpText.IsPrintable(id))
            yield return new Fault($"{key}:ClientId", "must be printable ASCII and not empty; is there a line end in it?");
        if (options.ClientSecret is { } secret && !HttpText.IsPrintable(secret))
            yield return new Fault($"{key}:ClientSecret", "must be printable ASCII and not empty; is there a line end in it?");
        if (options is { ClientSecret: not null, ClientId: null })
            yield return new Fault($"{key}:ClientId", "is missing: there is a ClientSecret");
        if (options is { ClientAuthentication: not (null or ClientAuthentication.PrivateKeyJwt), ClientSecret: null })
            yield return new Fault($"{key}:ClientSecret", "is missing: ClientAuthentication says how it is sent");
        if (options is { PostLogoutRedirectUri: { } back } && !(back.IsAbsoluteUri && back.Scheme is ("http" or "https")))
            yield return new Fault($"{key}:PostLogoutRedirectUri", $"'{back.OriginalString}' is no absolute http or https URL");
    }

    private static IEnumerable<Fault> CheckKey(string key, AuthServerOptions options)
    {
        if (options is { ClientAuthentication: ClientAuthentication.PrivateKeyJwt, ClientKey: null })
            yield return new Fault($"{key}:ClientKey", "is missing: ClientAuthentication is PrivateKeyJwt");
        if (options is { ClientKey: not null, ClientId: null })
            yield return new Fault($"{key}:ClientId", "is missing: there is a ClientKey");
        if (options.ClientKey is { } pem && ClientKey.Explain(pem) is { } fault)
            yield return new Fault($"{key}:ClientKey", fault);
    }

    private static IEnumerable<Fault> CheckCalls(string key, AuthServerOptions options) =>
        options.Client is { } client ? CheckCoded(key, options, client) : CheckDescribed(key, options);

    private static IEnumerable<Fault> CheckCoded(string key, AuthServerOptions options, IAuthServerClient client)
    {
        var unused = $"would never be sent: {client.GetType().Name} calls this auth server";
        if (options.Refresh is not null)
            yield return new Fault($"{key}:Refresh", unused);
        if (options.SignOut is not null)
            yield return new Fault($"{key}:SignOut", unused);
        foreach (var fault in FaultsOf(client, options, key))
            yield return fault;
    }

    private static IReadOnlyList<Fault> FaultsOf(IAuthServerClient client, AuthServerOptions options, string key)
    {
        try
        {
            _ = client.SignOutScope;
            return [.. client.Check(options, key) ?? []];
        }
        catch (Exception error) // anybody's code; its message may repeat a secret
        {
            return [new Fault(key, $"{client.GetType().Name} cannot check it: {error.GetType().Name}")];
        }
    }

    private static IEnumerable<Fault> CheckDescribed(string key, AuthServerOptions options)
    {
        if (options is { Refresh: null, Authority: null, BaseAddress: not null })
            return [new Fault($"{key}:Refresh:Path", "is missing: without an Authority it cannot be discovered"), .. options.SignOut?.Check($"{key}:SignOut") ?? []];
        return [.. options.Refresh?.Check($"{key}:Refresh") ?? [], .. options.SignOut?.Check($"{key}:SignOut") ?? []];
    }

    private static IEnumerable<Fault> CheckNames(string key, string[]? names, Func<string?, bool> isValid, string message) =>
        (names ?? []).Index().Where(name => !isValid(name.Item)).Select(name => new Fault($"{key}:{name.Index}", $"'{name.Item}' {message}"));

    private static bool IsScope(string? text) => HttpText.IsPrintable(text) && text!.AsSpan().IndexOfAny(' ', '"', '\\') < 0; // RFC 6749 section 3.3
}
