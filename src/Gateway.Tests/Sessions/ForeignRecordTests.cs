using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>What <see cref="RecordReader"/> makes of a record that another service wrote.</summary>
public sealed class ForeignRecordTests
{
    [Fact]
    public void A_record_of_another_service_is_read()
    {
        var read = Plain(
            ("email", "ada@example.com"),
            ("access_token", "a"),
            ("access_expiry", "2026-11-21 22:49:41.617448+00:00"),
            ("refresh_token", "r"),
            ("refresh_expiry", "2026-11-25 22:47:41.617448+00:00"),
            ("token_type", "bearer")
        );

        read.ShouldNotBeNull();
        read.AuthServer.ShouldBe("default");
        read.Email.ShouldBe("ada@example.com");
        read.User.ShouldBeNull();
        read.Version.ShouldBe(0);
        read.IsRefused.ShouldBeFalse();
        read.Tokens.AccessExpiry.ShouldBe(new DateTimeOffset(2026, 11, 21, 22, 49, 41, TimeSpan.Zero).AddMicroseconds(617448));
        read.Tokens.RefreshExpiry.ShouldBe(new DateTimeOffset(2026, 11, 25, 22, 47, 41, TimeSpan.Zero).AddMicroseconds(617448));
        read.Tokens.AccessLifetime.ShouldBe(TimeSpan.Zero);
        read.Tokens.TokenType.ShouldBe("bearer");
        read.Authorization.ShouldBe("Bearer a");
    }

    [Fact]
    public void An_access_token_is_all_that_a_record_needs()
    {
        var read = Plain(("access_token", "opaque")).ShouldNotBeNull();

        read.Tokens.AccessExpiry.ShouldBe(DateTimeOffset.MaxValue); // nobody tells, so it is good until a destination refuses it
        read.Tokens.RefreshExpiry.ShouldBe(DateTimeOffset.MaxValue);
        read.Tokens.TokenType.ShouldBe("Bearer");
        read.CanRefresh.ShouldBeFalse();
    }

    [Theory]
    [InlineData("access_token", "")]
    [InlineData("refresh_token", "r")]
    [InlineData("Access_Token", "a")]
    public void Without_an_access_token_it_is_no_session(string field, string value)
    {
        Plain().ShouldBeNull();
        Plain((field, value), ("email", "ada@example.com")).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData(" 1")]
    public void An_odd_version_is_none(string version) => Plain(("access_token", "a"), ("version", version))!.Version.ShouldBe(0);

    [Theory]
    [InlineData("access_expiry", "soon")]
    [InlineData("refresh_expiry", "")]
    [InlineData("access_lifetime", "-5")]
    [InlineData("access_lifetime", "NaN")]
    [InlineData("access_lifetime", "1e300")]
    [InlineData("created_at", "yesterday")]
    [InlineData("seen_at", "∞")]
    [InlineData("refused", "")]
    [InlineData("lease_until", "never")]
    [InlineData("a field of another service", "its value")]
    public void Odd_values_do_no_harm(string field, string value)
    {
        var read = Plain(("access_token", "a"), ("refresh_token", "r"), (field, value)).ShouldNotBeNull();
        read.ShouldBe(Plain(("access_token", "a"), ("refresh_token", "r"))! with { Device = read.Device, Tokens = read.Tokens });
        read.Tokens.ShouldBe(Plain(("access_token", "a"), ("refresh_token", "r"))!.Tokens);
    }

    [Fact]
    public void Where_the_record_does_not_tell_the_JWT_does()
    {
        // {"iat":1795348800,"exp":1795349100}
        var read = Plain(("access_token", "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3OTUzNDg4MDAsImV4cCI6MTc5NTM0OTEwMH0.c2ln")).ShouldNotBeNull();

        read.Tokens.AccessExpiry.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1795349100));
        read.Tokens.AccessLifetime.ShouldBe(TimeSpan.FromMinutes(5));
    }

    private static Session? Plain(params (string Field, string Value)[] record) =>
        new RecordReader(SessionFormat.Plain).Read(Some.Device(1), "key", record.ToDictionary(pair => pair.Field, pair => pair.Value, StringComparer.Ordinal));
}
