using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;

namespace Gateway.Tests.Scenarios;

/// <summary>An id_token that is not quite what was asked for is 400 <c>sign_in_failed</c> and opens nothing.</summary>
public sealed class FailedIdTokens
{
    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("iss", "https://other.example.com")]
    [InlineData("iss", null)]
    [InlineData("aud", "another-client")]
    [InlineData("aud", null)]
    [InlineData("azp", "another-client")]
    [InlineData("exp", -120L)]
    [InlineData("exp", null)]
    [InlineData("nbf", 120L)]
    // The next two fail when nobody looks when it was issued.
    [InlineData("iat", 120L)]
    [InlineData("iat", 9_000_000_000_000_000_000L)]
    [InlineData("iat", "text")]
    [InlineData("iat", null)]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_id_token_with_a_wrong_claim(string claim, object? value)
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.IdToken = claims =>
        {
            claims.Remove(claim);
            if (value is not null)
                claims[claim] = value is long and < 1_000_000 and var seconds ? world.Time.GetUtcNow().ToUnixTimeSeconds() + seconds : value;
        };

        await world.ShouldFailAsync(await world.SignInAsync());
    }

    [Fact]
    public async Task An_id_token_for_several_clients_that_does_not_say_who_asked()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.IdToken = claims => claims["aud"] = new[] { OpenIdServer.ClientId, "another" };
        await world.ShouldFailAsync(await world.SignInAsync());

        world.Server.IdToken = claims => (claims["aud"], claims["azp"]) = (new[] { OpenIdServer.ClientId, "another" }, OpenIdServer.ClientId);
        (await world.SignInAsync()).Headers.Location!.ToString().ShouldBe("/api/page");
    }

    [Fact]
    public async Task An_id_token_that_nobody_signed()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.SignsNothing = true;

        await world.ShouldFailAsync(await world.SignInAsync());
    }

    [Fact]
    public async Task An_answer_without_an_id_token()
    {
        await using var world = await OpenIdWorld.StartAsync();
        world.Server.GivesIdTokens = false;

        await world.ShouldFailAsync(await world.SignInAsync());
    }
}
