using Gateway.Tests.AuthServers.Support;

namespace Gateway.Tests.AuthServers;

public sealed class AuthServersOptionsTests
{
    private const string Minimal = """ "BaseAddress": "https://auth.example.com", "Refresh": { "Path": "/refresh" } """;

    [Theory]
    [InlineData("""{ "Authority": "https://id.example.com" }""")]
    [InlineData("""{ "Authority": "http://localhost:5000/realms/a", "ClientId": "a", "ClientSecret": "b", "Scopes": ["openid"] }""")]
    [InlineData("""{ "Authority": "http://[::1]:5000" }""")]
    [InlineData("""{ "Authority": "https://id.example.com/a", "Issuer": "http://sts.example.com/1/" }""")]
    [InlineData("""{ "Authority": "http://id.internal", "AllowHttp": true }""")]
    [InlineData("""{ "BaseAddress": "http://127.0.0.1:8000", "Refresh": { "Path": "/refresh" } }""")]
    [InlineData("""{ "BaseAddress": "http://auth:8000", "AllowHttp": true, "Refresh": { "Path": "/refresh", "Body": "Form" } }""")]
    [InlineData("""{ "BaseAddress": "https://a", "Refresh": { "Path": "/r", "Body": "None", "Cookies": { "r": "{refresh_token}" } } }""")]
    [InlineData("""{ "BaseAddress": "https://a", "Refresh": { "Path": "/r", "EndedStatus": [] }, "Tokens": { "RefreshToken": [], "Email": [] }, "HideCookies": [] }""")]
    [InlineData("""{ "Authority": "", "BaseAddress": "https://a", "Refresh": { "Path": "/r", "Fields": {} }, "SignOut": null, "Tokens": null, "HideCookies": null }""")]
    [InlineData("""{ "Authority": "https://unreachable.invalid", "SignOut": { "Path": "/bye", "Fields": { "token": "{access_token}" } } }""")]
    public async Task A_sound_configuration_has_no_faults(string json) => (await FaultsAsync(json)).ShouldBeEmpty();

    [Theory]
    [InlineData("{}", "default: needs an Authority")]
    [InlineData("""{ "BaseAddress": "https://a" }""", "default:Refresh:Path: is missing")]
    [InlineData("""{ "BaseAddress": "https://a", "Refresh": { "Body": "Form" } }""", "default:Refresh:Path: is missing")]
    [InlineData("""{ "Authority": "https://a", "SignOut": { "Cookies": { "r": "{refresh_token}" } } }""", "default:SignOut:Path: is missing")]
    [InlineData("""{ "Authority": "http://id.example.com" }""", "default:Authority: 'http://id.example.com' is http, and not on loopback")]
    [InlineData("""{ "BaseAddress": "http://auth:8000", "Refresh": { "Path": "/r" } }""", "default:BaseAddress: 'http://auth:8000' is http, and not on loopback")]
    [InlineData("""{ "Authority": "id.example.com" }""", "default:Authority: 'id.example.com' is no absolute")]
    [InlineData("""{ "Authority": "/auth" }""", "default:Authority: '/auth' is no absolute")]
    [InlineData("""{ "Authority": "ftp://id.example.com" }""", "default:Authority: 'ftp://id.example.com' is no absolute")]
    [InlineData("""{ "Authority": "https://user:pass@id.example.com" }""", "default:Authority: must not hold a user name")]
    [InlineData("""{ "Authority": "https://id.example.com?a=b" }""", "default:Authority: 'https://id.example.com?a=b' must not have a query")]
    [InlineData("""{ "Authority": "https://a", "Issuer": "sts" }""", "default:Issuer: 'sts' is no absolute")]
    [InlineData("""{ "Authority": "https://a", "Issuer": "" }""", "default:Issuer: '' is no absolute")]
    [InlineData("""{ "BaseAddress": "https://a", "Refresh": { "Path": "/r" }, "Issuer": "https://a" }""", "default:Issuer: is of no use without an Authority")]
    public Task Addresses_are_checked(string json, string fault) => ShouldHaveAsync(json, fault);

    [Theory]
    [InlineData(""" "Refresh": { "Path": "refresh" } """, "Refresh:Path: must begin with a slash")]
    [InlineData(""" "Refresh": { "Path": "https://a/r" } """, "Refresh:Path: must begin with a slash")]
    [InlineData(""" "Refresh": { "Path": "/r\r\nX: 1" } """, "Refresh:Path: must begin with a slash")]
    [InlineData(""" "Refresh": { "Path": "/r/{refresh_token}" } """, "Refresh:Path: must begin with a slash")]
    [InlineData(""" "Refresh": { "Path": "/r", "Method": "PO ST" } """, "Refresh:Method: is no HTTP method")]
    [InlineData(""" "Refresh": { "Path": "/r", "Method": "" } """, "Refresh:Method: is no HTTP method")]
    [InlineData(""" "Refresh": { "Path": "/r", "Body": "Xml" } """, "Refresh:Body: 'Xml' is unknown; one of Json, Form, None")]
    [InlineData(""" "Refresh": { "Path": "/r", "Body": "None" } """, "Refresh: sends {refresh_token} in no field, cookie or header")]
    [InlineData(""" "Refresh": { "Path": "/r", "Fields": { "a": "b" } } """, "Refresh: sends {refresh_token} in no field, cookie or header")]
    [InlineData(""" "Refresh": { "Path": "/r", "Body": "None", "Fields": { "a": "{refresh_token}" } } """, "Refresh:Fields: would never be sent")]
    [InlineData(""" "Refresh": { "Path": "/r", "Fields": { "a": "{refreshToken}" } } """, "Refresh:Fields:a: the placeholder {refreshToken} is unknown")]
    [InlineData(""" "Refresh": { "Path": "/r", "Cookies": { "a b": "{refresh_token}" } } """, "Refresh:Cookies:a b: is no valid name")]
    [InlineData(""" "Refresh": { "Path": "/r", "Cookies": { "a": "{refresh_token}; b=c" } } """, "Refresh:Cookies:a: has no value that can be sent")]
    [InlineData(""" "Refresh": { "Path": "/r", "Headers": { "X-A": "a\r\nX-B: b" } } """, "Refresh:Headers:X-A: has no value that can be sent")]
    [InlineData(""" "Refresh": { "Path": "/r", "Headers": { "X A": "a" } } """, "Refresh:Headers:X A: is no valid name")]
    [InlineData(""" "Refresh": { "Path": "/r", "Headers": { "content-type": "a" } } """, "Refresh:Headers:content-type: is set by the gateway itself")]
    [InlineData(""" "Refresh": { "Path": "/r", "EndedStatus": [200] } """, "Refresh:EndedStatus:0: 200 cannot end a session")]
    [InlineData(""" "Refresh": { "Path": "/r", "EndedStatus": [401, 503] } """, "Refresh:EndedStatus:1: 503 cannot end a session")]
    [InlineData(""" "Refresh": { "Path": "/r", "EndedStatus": [429] } """, "Refresh:EndedStatus:0: 429 cannot end a session")]
    [InlineData(""" "Refresh": { "Path": "/r", "EndedStatus": ["x"] } """, "Refresh:EndedStatus:0: 'x' is no valid whole number")]
    [InlineData(""" "Refresh": { "Path": "/r", "EndedStatuses": [401] } """, "Refresh:EndedStatuses: is unknown")]
    public Task The_refresh_is_checked(string json, string fault) =>
        ShouldHaveAsync($$"""{ "BaseAddress": "https://auth.example.com", {{json}} }""", $"default:{fault}");

    [Theory]
    [InlineData(""" "SignOut": { "Path": "/bye" } """, "SignOut: sends neither {refresh_token} nor {access_token}")]
    [InlineData(""" "SignOut": { "Path": "/bye", "Scope": "Everyone", "Fields": { "a": "{access_token}" } } """, "SignOut:Scope: 'Everyone' is unknown")]
    [InlineData(""" "Tokens": { "AccessToken": [] } """, "Tokens:AccessToken: is empty")]
    [InlineData(""" "Tokens": { "AccessToken": ["a..b"] } """, "Tokens:AccessToken:0: 'a..b' is no locator")]
    [InlineData(""" "Tokens": { "RefreshToken": ["a", "header:b"] } """, "Tokens:RefreshToken:1: 'header:b' is no locator")]
    [InlineData(""" "Tokens": { "AccessToken": ["claim:a"] } """, "Tokens:AccessToken:0: 'claim:a' cannot hold a token")]
    [InlineData(""" "Tokens": { "IdToken": ["request:a"] } """, "Tokens:IdToken:0: 'request:a' cannot hold a token")]
    [InlineData(""" "Tokens": { "Email": [""] } """, "Tokens:Email:0: '' is no locator")]
    [InlineData(""" "Tokens": { "User": "claim:sub" } """, "Tokens:User: is a single value")]
    [InlineData(""" "HideCookies": ["a b"] """, "HideCookies:0: 'a b' is no cookie name")]
    [InlineData(""" "Scopes": ["openid email"] """, "Scopes:0: 'openid email' is no scope")]
    [InlineData(""" "AccessTokenLifetime": "00:00:00" """, "AccessTokenLifetime: 00:00:00 is out of range")]
    [InlineData(""" "MaxConcurrentCalls": 0 """, "MaxConcurrentCalls: 0 is out of range")]
    [InlineData(""" "MaxConcurrentCalls": 10001 """, "MaxConcurrentCalls: 10001 is out of range")]
    [InlineData(""" "AccessTokenLifetime": "-00:05:00" """, "AccessTokenLifetime: -00:05:00 is out of range")]
    [InlineData(""" "RefreshTokenLifetime": "10000.00:00:00" """, "RefreshTokenLifetime: 10000.00:00:00 is out of range")]
    [InlineData(""" "RefreshTokenLifetime": "14" """, "RefreshTokenLifetime: '14' is no duration")]
    [InlineData(""" "ClientSecret": "s" """, "ClientId: is missing")]
    [InlineData(""" "ClientId": "a", "ClientAuthentication": "ClientSecretPost" """, "ClientSecret: is missing")]
    [InlineData(""" "ClientId": "a", "ClientSecret": "s\n" """, "ClientSecret: must be printable ASCII")]
    [InlineData(""" "ClientId": "" """, "ClientId: must be printable ASCII")]
    [InlineData(""" "ClientId": "a", "ClientSecret": "b", "ClientAuthentication": "private_key_jwt" """, "ClientAuthentication: 'private_key_jwt' is unknown")]
    [InlineData(""" "AllowHttp": "perhaps" """, "AllowHttp: 'perhaps' is no valid truth value")]
    public Task The_rest_is_checked(string json, string fault) => ShouldHaveAsync($$"""{ {{Minimal}}, {{json}} }""", $"default:{fault}");

    [Fact]
    public async Task All_faults_are_told_together_each_with_its_key()
    {
        var faults = await FaultsAsync(
            """
            { "Authority": "http://id.example.com", "BaseAddress": "/x", "ClientSecret": "s", "AccessTokenLifetime": "00:00:00", "HideCookies": ["ok", "a;b"],
              "Refresh": { "Path": "r", "EndedStatus": [500], "Fields": { "a": "b", "c": "{x}" } },
              "SignOut": { "Method": "POST" }, "Tokens": { "User": ["claim:"] } }
            """
        );

        faults.Select(fault => fault.Split(": ")[0]["Gateway:AuthServers:default:".Length..]).ShouldBe(
            [
                "Authority", "BaseAddress", "ClientId", "AccessTokenLifetime", "HideCookies:1",
                "Refresh:Path", "Refresh:EndedStatus:0", "Refresh:Fields:c",
                "SignOut", "SignOut:Path", "Tokens:User:0",
            ],
            ignoreOrder: true,
            customMessage: string.Join('\n', faults)
        );
    }

    [Fact]
    public async Task A_message_never_repeats_a_value_that_may_be_secret()
    {
        var faults = await FaultsAsync(
            """
            { "BaseAddress": "https://user:HIDDEN@a", "ClientId": "a", "ClientSecret": "HIDDEN\n",
              "Refresh": { "Path": "/r", "Fields": { "a": "HIDDEN{x}" }, "Cookies": { "b": "HIDDEN\n" }, "Headers": { "c": "HIDDEN\n" } } }
            """
        );

        faults.Count.ShouldBe(5, string.Join('\n', faults));
        faults.ShouldAllBe(fault => !fault.Contains("HIDDEN"));
    }

    // Fails when clients are not compared.
    [Theory]
    [InlineData("https://id.example.com", "gateway", null, true)]
    [InlineData("https://ID.example.com:443/", "gateway", null, true)]
    [InlineData("https://id.example.net", "gateway", "https://id.example.com", true)]
    [InlineData("https://id.example.com", "another", null, false)]
    [InlineData("https://id.example.com/a", "gateway", null, false)]
    [InlineData("https://id.example.com", "gateway", "https://id.example.net", false)]
    public async Task One_client_at_one_issuer_is_one_auth_server(string authority, string clientId, string? issuer, bool isFault)
    {
        var more = issuer is null ? "" : $""" , "Issuer": "{issuer}" """;
        var faults = await FaultsAsync(
            $$"""
            { "Authority": "https://id.example.com", "ClientId": "gateway" }, "twin": { "Authority": "{{authority}}", "ClientId": "{{clientId}}" {{more}} }
            """
        );

        if (isFault)
            faults.ShouldHaveSingleItem().ShouldStartWith("Gateway:AuthServers:twin:ClientId: is that of 'default' at the same issuer");
        else
            faults.ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(string json)
    {
        using var configured = ConfiguredAuthServer.FromJson(json);
        return await configured.FaultsAsync();
    }

    private static async Task ShouldHaveAsync(string json, string fault)
    {
        var faults = await FaultsAsync(json);
        faults.ShouldHaveSingleItem(string.Join('\n', faults)).ShouldStartWith($"Gateway:AuthServers:{fault}");
    }
}
