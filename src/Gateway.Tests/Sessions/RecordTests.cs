using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>What <see cref="RecordWriter"/> writes and <see cref="RecordReader"/> reads.</summary>
public sealed class RecordTests
{
    [Theory, InlineData(SessionFormat.Sealed), InlineData(SessionFormat.Plain)]
    public void A_session_is_read_as_it_was_written(SessionFormat format)
    {
        var session = Some.Session();

        var read = Stored.Read(format, session, Stored.Fields(new RecordWriter(format).WriteAll(session)));

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

        var fields = Stored.Fields(new RecordWriter(format).WriteAll(bare));
        var read = Stored.Read(format, bare, fields).ShouldNotBeNull();

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

        Stored.Fields(new RecordWriter(format).WriteTokens(session))
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

        Stored.Read(format, session, Stored.Fields(new RecordWriter(format).WriteAll(session)))!.Tokens.RefreshExpiry.ShouldBe(DateTimeOffset.MaxValue);
    }

    [Fact]
    public void A_plain_record_shows_the_tokens_as_they_are()
    {
        var fields = Stored.Fields(new RecordWriter(SessionFormat.Plain).WriteAll(Some.Session()));

        fields["access_token"].ShouldBe("the-access-token");
        fields["refresh_token"].ShouldBe("the-refresh-token");
        fields["access_expiry"].ShouldBe("2026-11-22 12:05:00.000000+00:00");
        fields["token_type"].ShouldBe("bearer");
        fields["email"].ShouldBe("ada@example.com");
    }

    [Fact]
    public void A_refusal_belongs_to_the_token_that_was_refused()
    {
        var session = Some.Session();
        var fields = Stored.Fields(new RecordWriter(SessionFormat.Plain).WriteAll(session));
        foreach (var (field, value) in Stored.Fields(RecordWriter.WriteRefusal(session with { Version = 8 })))
            fields[field] = value;

        var refused = Stored.Read(SessionFormat.Plain, session, fields).ShouldNotBeNull();
        refused.IsRefused.ShouldBeTrue();
        refused.CanRefresh.ShouldBeFalse();
        refused.Version.ShouldBe(8);
        fields.Values.ShouldContain("the-refresh-token"); // where it belongs
        fields["refused"].ShouldNotContain("the-refresh-token");

        fields["refresh_token"] = "a-new-one"; // somebody signed in anew and kept the other fields
        var renewed = Stored.Read(SessionFormat.Plain, session, fields).ShouldNotBeNull();
        renewed.IsRefused.ShouldBeFalse();
        renewed.CanRefresh.ShouldBeTrue();
    }

    [Fact]
    public void A_session_prints_nothing_of_the_person_the_device_or_the_tokens() => Some.Session().ToString().ShouldBe("session at corporate, version 7");
}
