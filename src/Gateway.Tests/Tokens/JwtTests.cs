using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gateway.Tokens;

namespace Gateway.Tests.Tokens;

public sealed class JwtTests
{
    [Fact]
    public void The_claims_are_those_of_the_payload() => Claims("""{"sub":"u1","email":"ä@example.com"}""")!.Value.GetProperty("email").GetString().ShouldBe("ä@example.com");

    [Fact]
    public void Neither_header_nor_signature_is_looked_at() => Jwt.ReadClaims($"?.{Encode("{}")}.?").ShouldNotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.e30")]
    [InlineData("a.e30.c.d")]
    [InlineData("a.e30.c.d.e")] // an encrypted one, RFC 7516
    [InlineData("a.{}.c")]
    [InlineData("a.e+/=.c")]
    [InlineData("a.e30%3D.c")]
    [InlineData("eyJ.eyJ.eyJ")]
    public void An_opaque_token_has_no_claims(string token) => Jwt.ReadClaims(token).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{/**/}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\\ud800\"}")] // half a surrogate pair
    [InlineData("{\"\\udc00\":1}")]
    public void A_payload_that_is_no_sound_JSON_object_has_no_claims(string payload) => Claims(payload).ShouldBeNull();

    [Fact]
    public void A_payload_of_invalid_UTF8_has_no_claims() => Jwt.ReadClaims($"a.{Base64Url.EncodeToString([.. "{\"a\":\""u8, 0xFF, 0xC0, .. "\"}"u8])}.c").ShouldBeNull();

    [Fact]
    public void A_payload_may_be_nested_sixteen_deep_and_no_deeper()
    {
        Claims(Nested(16)).ShouldNotBeNull();
        Claims(Nested(17)).ShouldBeNull();
        Claims(Nested(100_000)).ShouldBeNull();

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
    }

    [Fact]
    public void A_payload_may_be_large_and_padded_and_begin_with_a_byte_order_mark()
    {
        Claims($$"""{"a":"{{new string('x', 1_000_000)}}","exp":1}""").ShouldNotBeNull();
        Jwt.ReadClaims("a.e30=.c").ShouldNotBeNull();
        Claims("\uFEFF{}").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1793387505", 1793387505)]
    [InlineData("1793387505.5", 1793387505.5)]
    [InlineData("1.7933875055e9", 1793387505.5)]
    [InlineData("253402300799", 253402300799)]
    public void A_date_is_a_number_of_seconds(string json, double seconds) => Date(json).ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("253402300800")] // the year 10000
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("9223372036854775808")]
    [InlineData("1793387505000000000000000000")]
    [InlineData("\"1793387505\"")]
    [InlineData("\"2026-11-22\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void An_odd_date_is_none(string json) => Date(json).ShouldBeNull();

    [Fact]
    public void An_absent_date_is_none() => Claims("{}")!.Value.ReadDate("exp").ShouldBeNull();

    [Fact]
    public void The_last_moment_that_a_number_can_name_is_a_date() =>
        Date(double.BitDecrement(253402300800).ToString("R", System.Globalization.CultureInfo.InvariantCulture))!.Value.Year.ShouldBe(9999);

    private static DateTimeOffset? Date(string json) => Claims($$"""{"exp":{{json}}}""")!.Value.ReadDate("exp");

    private static JsonElement? Claims(string payload) => Jwt.ReadClaims($"eyJhbGciOiJIUzI1NiJ9.{Encode(payload)}.c2ln");

    private static string Encode(string payload) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
}
