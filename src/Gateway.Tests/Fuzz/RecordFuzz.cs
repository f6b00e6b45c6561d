using Gateway.Devices;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Fuzz;

/// <summary>
/// Whatever lies in a record: it is a session with tokens that were stored for this very device, record and field, or it is none.
/// </summary>
public sealed class RecordFuzz(ITestOutputHelper output)
{
    private static readonly string[] Fields =
    [
        .. new[] { "email", "token_type", "access_token", "access_expiry", "refresh_token", "refresh_expiry", "user", "auth_server", "version", "created_at", "seen_at", "device_name" },
        .. new[] { "ip", "id_token", "sid", "access_lifetime", "refused", "ended", "ended_access_token", "lease_owner", "lease_until", "custom", "" },
    ];

    private static readonly string[] TokenFields = ["access_token", "refresh_token", "id_token"];

    private readonly FakeTime _time = new();

    [Fact]
    public Task A_sealed_record_gives_what_was_sealed_for_its_device_or_nothing() => FuzzRun.PlayAsync(output, 0.05, odd => Play(odd, SessionFormat.Sealed));

    [Fact]
    public Task A_plain_record_gives_tokens_that_can_be_sent_or_nothing() => FuzzRun.PlayAsync(output, 0.05, odd => Play(odd, SessionFormat.Plain));

    private void Play(Odd odd, SessionFormat format)
    {
        var (device, key) = (DeviceId.Parse($"device-{odd.Number(int.MaxValue):D20}")!.Value, "gateway:session:a");
        var record = Enumerable.Range(0, odd.Number(30)).Select(_ => odd.Of(Fields)).Distinct().ToDictionary(field => field, field => Value(odd, field, device, key), StringComparer.Ordinal);
        var reader = new RecordReader(format);

        if (reader.Read(device, key, record) is { } session)
        {
            Check(format, session.Tokens.AccessToken.Reveal(), "access_token");
            Check(format, session.Tokens.RefreshToken.Reveal(), "refresh_token");
            Check(format, session.Tokens.IdToken.Reveal(), "id_token");
            session.Tokens.AccessToken.IsEmpty.ShouldBeFalse();
            session.Version.ShouldBeGreaterThanOrEqualTo(0);
            new RefreshSchedule(Options.Create(new RefreshOptions()), Registry.Empty, _time).Judge(session);
            new RecordWriter(format).WriteAll(session);
            new RecordWriter(format).WriteTokens(session with { Version = session.Version + 1 });
        }
        if (reader.ReadEnded(device, key, record) is StoreAnswer.Revoked { Tokens: { } tokens })
        {
            record.ShouldContainKey("ended");
            Check(format, tokens.AccessToken.Reveal(), "access_token");
            Check(format, tokens.RefreshToken.Reveal(), "refresh_token");
        }
    }

    private static void Check(SessionFormat format, string token, string field)
    {
        if (format is SessionFormat.Sealed)
            token.ShouldBeOneOf("", "ours " + field);
        token.ShouldAllBe(c => c >= ' ' && c <= '~');
        (token.Length is 0 || !string.IsNullOrWhiteSpace(token)).ShouldBeTrue();
    }

    private static string Value(Odd odd, string field, DeviceId device, string key)
    {
        var asField = field is "ended_access_token" ? "access_token" : field;
        var right = new SessionSeal(device, key).Seal(asField, "ours " + asField);
        return odd.Number(8) switch
        {
            < 3 => right,
            3 => odd.Changed(right),
            4 => new SessionSeal(DeviceId.Parse("another-device-altogether")!.Value, key).Seal(asField, "theirs"),
            5 => new SessionSeal(device, key + "b").Seal(asField, "of another record"),
            6 => new SessionSeal(device, key).Seal(odd.Of(TokenFields.Where(other => other != asField).ToArray()), "of another field"),
            _ => odd.Text(),
        };
    }
}
