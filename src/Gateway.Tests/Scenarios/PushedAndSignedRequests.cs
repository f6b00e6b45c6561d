using System.Net;
using System.Security.Cryptography;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Scenarios;

/// <summary>What goes to an auth server past the browser: pushed requests, and calls that a key signs.</summary>
public sealed class PushedAndSignedRequests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_pushed_where_the_server_takes_that()
    {
        await using var world = await OpenIdWorld.StartAsync(server: time => OpenIdServer.New(time, pushed: true));

        var begun = await world.Browser.GetAsync("/auth/sign-in");

        begun.Headers.Location!.Query.ShouldMatch("^\\?client_id=gateway&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A[0-9a-f]+$");
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
        world.Server.LastRequest["code_challenge_method"].ShouldBe("S256");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_call_is_signed_with_a_private_key_in_the_place_of_a_secret(bool isCurve)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        SecurityKey key = isCurve ? new ECDsaSecurityKey(curve) : new RsaSecurityKey(rsa);
        await using var world = await OpenIdWorld.StartAsync(
            server: time => OpenIdServer.New(time, pushed: true, clientKey: key),
            change: settings =>
            {
                settings.Remove("Gateway:AuthServers:default:ClientSecret");
                settings["Gateway:AuthServers:default:ClientKey"] = isCurve ? curve.ExportPkcs8PrivateKeyPem() : rsa.ExportPkcs8PrivateKeyPem();
            }
        );

        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
        world.Time.Advance(TimeSpan.FromMinutes(6));
        (await world.Browser.GetAsync("/api/page")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await world.Api.NextRequestAsync(Cancellation)).Authorization.ShouldBe("Bearer access-2");
        await world.Browser.PostAsync("/auth/sign-out");

        await world.Server.RevokedAsync("refresh-2").WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }
}
