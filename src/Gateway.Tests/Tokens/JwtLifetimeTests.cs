using System.Buffers.Text;
using System.Text;
using Gateway.Tokens;

namespace Gateway.Tests.Tokens;

public sealed class JwtLifetimeTests
{
    [Fact]
    public void It_is_read_from_exp_and_iat()
    {
        var lifetime = Read("""{"iat":1000,"exp":1300}""").ShouldNotBeNull();
        lifetime.Expiry.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1300));
        lifetime.Length.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("""{"exp":1300}""")]
    [InlineData("""{"exp":1300,"iat":1300}""")] // lives for no time
    [InlineData("""{"exp":1300,"iat":1400}""")] // ends before it begins
    [InlineData("""{"exp":1300,"iat":0}""")]
    [InlineData("""{"exp":1300,"iat":-5}""")]
    [InlineData("""{"exp":1300,"iat":"1000"}""")]
    [InlineData("""{"exp":1300,"iat":1e300}""")]
    public void Without_a_sound_iat_its_length_is_unknown(string payload)
    {
        var lifetime = Read(payload).ShouldNotBeNull();
        lifetime.Expiry.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1300));
        lifetime.Length.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"iat":1000}""")]
    [InlineData("""{"exp":"1300","iat":1000}""")]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"EXP":1300}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("[]")]
    public void Without_a_sound_exp_there_is_none(string payload) => Read(payload).ShouldBeNull();

    [Fact]
    public void An_opaque_token_has_none() => JwtLifetime.Read("opaque").ShouldBeNull();

    [Fact]
    public void The_longest_that_can_be_written_does_not_overflow() =>
        Read("""{"iat":1e-300,"exp":253402300799.9999}""")!.Value.Length!.Value.ShouldBeGreaterThan(TimeSpan.FromDays(365 * 7000));

    private static JwtLifetime? Read(string payload) => JwtLifetime.Read($"a.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.c");
}
