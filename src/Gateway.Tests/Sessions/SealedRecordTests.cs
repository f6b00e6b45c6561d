using Gateway.Devices;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

/// <summary>What is sealed opens for its own device, key and field alone.</summary>
public sealed class SealedRecordTests
{
    private static readonly string[] SecretTexts = ["the-access-token", "the-refresh-token", "the-id-token"];

    [Fact]
    public void A_sealed_record_shows_no_token_and_no_device_id()
    {
        var session = Some.Session(key: "gateway:session:hash");

        var values = string.Join('\n', new RecordWriter(SessionFormat.Sealed).WriteAll(session).Select(value => value.ToString()));

        SecretTexts.ShouldAllBe(secret => !values.Contains(secret));
        values.ShouldNotContain(session.Device.Reveal());
    }

    [Fact]
    public void A_sealed_record_opens_for_its_own_device_and_key_only()
    {
        var session = Some.Session();
        var fields = Stored.Fields(new RecordWriter(SessionFormat.Sealed).WriteAll(session));
        var reader = new RecordReader(SessionFormat.Sealed);

        reader.Read(DeviceId.New(), session.Key, fields).ShouldBeNull();
        reader.Read(session.Device, session.Key + "x", fields).ShouldBeNull();
        reader.Read(session.Device, session.Key, fields).ShouldNotBeNull();
    }

    [Fact]
    public void A_token_that_lies_unsealed_in_a_sealed_store_is_none()
    {
        var session = Some.Session();
        var plain = Stored.Fields(new RecordWriter(SessionFormat.Plain).WriteAll(session));
        Stored.Read(SessionFormat.Sealed, session, plain).ShouldBeNull();

        var mixed = Stored.Fields(new RecordWriter(SessionFormat.Sealed).WriteAll(session));
        mixed["refresh_token"] = "put-there-by-somebody";
        Stored.Read(SessionFormat.Sealed, session, mixed)!.Tokens.RefreshToken.IsEmpty.ShouldBeTrue();
    }

    // Swapping sealed fields would hand the refresh token to destinations.
    [Fact]
    public void Sealed_fields_cannot_change_places()
    {
        var session = Some.Session();
        var fields = Stored.Fields(new RecordWriter(SessionFormat.Sealed).WriteAll(session));
        (fields["access_token"], fields["refresh_token"]) = (fields["refresh_token"], fields["access_token"]);

        Stored.Read(SessionFormat.Sealed, session, fields).ShouldBeNull();
    }
}
