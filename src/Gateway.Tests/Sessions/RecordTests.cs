using Gateway.Devices;
using Gateway.Sessions;
using StackExchange.Redis;

namespace Gateway.Tests.Sessions;

/// <summary>What <see cref="RecordWriter"/> writes and <see cref="RecordReader"/> reads.</summary>
public sealed class RecordTests
{
    private static readonly string[] SecretTexts = ["the-access-token", "the-refresh-token", "the-id-token"];

    [Theory, InlineData(SessionFormat.Sealed), InlineData(SessionFormat.Plain)]
    public void A_session_is_read_as_it_was_written(SessionFormat format)
    {
        var session = Some.Session();

        var read = Read(format, session, Fields(new RecordWriter(format).WriteAll(session)));

        read.ShouldNotBeNull().Tokens.ShouldBe(session.Tokens);
        (read with { Tokens = session.Tokens }).ShouldBe(session);
    }

    [Theory, InlineData(SessionFormat.Sealed), InlineData(SessionFormat.Plain)]
    public void What_a_session_does_not_have_is_not_written(SessionFormat format)
    {
        var full = Some.Session();
        var bare = full with
        {
            User = null,
            Email = null,
            DeviceName = null,
            Address = null,
            IndexedUntil = null,
            Tokens = full.Tokens with { RefreshToken = default, IdToken = default },
        };

        var fields = Fields(new RecordWriter(format).WriteAll(bare));
        var read = Read(format, bare, fields).ShouldNotBeNull();

        fields.Keys.ShouldBe(
            ["auth_server", "created_at", "token_type", "access_token", "access_expiry", "refresh_expiry", "access_lifetime", "version", "seen_at"],
            ignoreOrder: true
        );
        read.Tokens.ShouldBe(bare.Tokens);
        (read with { Tokens = bare.Tokens }).ShouldBe(bare);
    }

    [Theory, InlineData(SessionFormat.Sealed), InlineData(SessionFormat.Plain)]
    public void A_refresh_writes_what_it_changed_and_nothing_of_the_person(SessionFormat format)
    {
        var session = Some.Session();

        Fields(new RecordWriter(format).WriteTokens(session))
            .Keys.ShouldBe(
                ["token_type", "access_token", "access_expiry", "refresh_token", "refresh_expiry", "id_token", "access_lifetime", "version", "seen_at", "indexed_until"],
                ignoreOrder: true
            );
    }

    // Otherwise the record's own TTL would be replaced by the end of time with the second refresh.
    [Theory, InlineData(SessionFormat.Sealed), InlineData(SessionFormat.Plain)]
    public void A_session_without_an_end_of_its_own_stays_without(SessionFormat format)
    {
        var session = Some.Session() is var some ? some with { Tokens = some.Tokens with { RefreshExpiry = DateTimeOffset.MaxValue } } : null!;

        Read(format, session, Fields(new RecordWriter(format).WriteAll(session)))!.Tokens.RefreshExpiry.ShouldBe(DateTimeOffset.MaxValue);
    }

    [Fact]
    public void A_sealed_record_shows_no_token_and_no_device_id()
    {
        var session = Some.Session(key: "gateway:session:hash");

        var values = string.Join('\n', new RecordWriter(SessionFormat.Sealed).WriteAll(session).Select(value => value.ToString()));

        SecretTexts.ShouldAllBe(secret => !values.Contains(secret));
        values.ShouldNotContain(session.Device.Reveal());
    }

    [Fact]
    public void A_plain_record_shows_the_tokens_as_they_are()
    {
        var fields = Fields(new RecordWriter(SessionFormat.Plain).WriteAll(Some.Session()));

        fields["access_token"].ShouldBe("the-access-token");
        fields["refresh_token"].ShouldBe("the-refresh-token");
        fields["access_expiry"].ShouldBe("2026-11-22 12:05:00.000000+00:00");
        fields["token_type"].ShouldBe("bearer");
        fields["email"].ShouldBe("ada@example.com");
    }

    [Fact]
    public void A_sealed_record_opens_for_its_own_device_and_key_only()
    {
        var session = Some.Session();
        var fields = Fields(new RecordWriter(SessionFormat.Sealed).WriteAll(session));
        var reader = new RecordReader(SessionFormat.Sealed);

        reader.Read(DeviceId.New(), session.Key, fields).ShouldBeNull();
        reader.Read(session.Device, session.Key + "x", fields).ShouldBeNull();
        reader.Read(session.Device, session.Key, fields).ShouldNotBeNull();
    }

    [Fact]
    public void A_token_that_lies_unsealed_in_a_sealed_store_is_none()
    {
        var session = Some.Session();
        var plain = Fields(new RecordWriter(SessionFormat.Plain).WriteAll(session));
        Read(SessionFormat.Sealed, session, plain).ShouldBeNull();

        var mixed = Fields(new RecordWriter(SessionFormat.Sealed).WriteAll(session));
        mixed["refresh_token"] = "put-there-by-somebody";
        Read(SessionFormat.Sealed, session, mixed)!.Tokens.RefreshToken.IsEmpty.ShouldBeTrue();
    }

    // Swapping sealed fields would hand the refresh token to destinations.
    [Fact]
    public void Sealed_fields_cannot_change_places()
    {
        var session = Some.Session();
        var fields = Fields(new RecordWriter(SessionFormat.Sealed).WriteAll(session));
        (fields["access_token"], fields["refresh_token"]) = (fields["refresh_token"], fields["access_token"]);

        Read(SessionFormat.Sealed, session, fields).ShouldBeNull();
    }

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

    [Fact]
    public void A_refusal_belongs_to_the_token_that_was_refused()
    {
        var session = Some.Session();
        var fields = Fields(new RecordWriter(SessionFormat.Plain).WriteAll(session));
        foreach (var (field, value) in Fields(RecordWriter.WriteRefusal(session with { Version = 8 })))
            fields[field] = value;

        var refused = Read(SessionFormat.Plain, session, fields).ShouldNotBeNull();
        refused.IsRefused.ShouldBeTrue();
        refused.CanRefresh.ShouldBeFalse();
        refused.Version.ShouldBe(8);
        fields.Values.ShouldContain("the-refresh-token"); // where it belongs
        fields["refused"].ShouldNotContain("the-refresh-token");

        fields["refresh_token"] = "a-new-one"; // somebody signed in anew and kept the other fields
        var renewed = Read(SessionFormat.Plain, session, fields).ShouldNotBeNull();
        renewed.IsRefused.ShouldBeFalse();
        renewed.CanRefresh.ShouldBeTrue();
    }

    [Fact]
    public void A_session_prints_nothing_of_the_person_the_device_or_the_tokens() => Some.Session().ToString().ShouldBe("session at corporate, version 7");

    private static Session? Plain(params (string Field, string Value)[] record) =>
        new RecordReader(SessionFormat.Plain).Read(Some.Device(1), "key", record.ToDictionary(pair => pair.Field, pair => pair.Value, StringComparer.Ordinal));

    private static Session? Read(SessionFormat format, Session like, Dictionary<string, string> fields) => new RecordReader(format).Read(like.Device, like.Key, fields);

    private static Dictionary<string, string> Fields(RedisValue[] pairs) => pairs.Chunk(2).ToDictionary(pair => pair[0].ToString(), pair => pair[1].ToString(), StringComparer.Ordinal);
}
