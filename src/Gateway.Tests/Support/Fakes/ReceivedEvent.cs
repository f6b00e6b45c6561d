using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Support.Fakes;

/// <summary>An event whose signature was good.</summary>
public sealed record ReceivedEvent(string Id, string Type, DateTimeOffset SentAt, JsonElement Json)
{
    /// <summary>The handle of the session that it tells of.</summary>
    public string Session => Data("id")!;

    public string? Data(string name) => Json.GetProperty("data").GetProperty(name).ToString() is { Length: > 0 } value ? value : null;

    /// <summary>Reads it as docs/events.md tells receivers to.</summary>
    public static ReceivedEvent Of(RecordedRequest request, string secret)
    {
        request.Method.ShouldBe("POST");
        request.Header("Content-Type").ShouldBe("application/cloudevents+json");
        var parts = request.Header("X-Gateway-Signature").ShouldNotBeNull().Split(',');
        var (t, v1) = (parts[0]["t=".Length..], parts[1]["v1=".Length..]);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{t}.{request.Body}"));
        CryptographicOperations.FixedTimeEquals(expected, Convert.FromHexString(v1)).ShouldBeTrue();

        var json = JsonElement.Parse(request.Body);
        json.GetProperty("specversion").GetString().ShouldBe("1.0");
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(t, CultureInfo.InvariantCulture));
        return new(json.GetProperty("id").GetString()!, json.GetProperty("type").GetString()!, sentAt, json);
    }

    public override string ToString() => $"{Type} {Id}";
}
