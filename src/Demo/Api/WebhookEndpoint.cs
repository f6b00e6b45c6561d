using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Demo.Api;

/// <summary>Receives the gateway's events, and makes a notice of each sign-in on a new device.</summary>
internal sealed class WebhookEndpoint(string secret, Notices notices, TimeProvider time)
{
    public const string Path = "/events";

    // Against one that was overheard and is sent again; it leaves room for clocks that differ.
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    public void Map(WebApplication app) => app.MapPost(Path, ReceiveAsync);

    private async Task<IResult> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        if (!IsSigned(request.Headers["X-Gateway-Signature"], body))
            return Results.Unauthorized();

        var received = JsonNode.Parse(body)!;
        if ((string?)received["type"] is "session.opened" && (bool?)received["data"]!["new_device"] is true && (string?)received["data"]!["user"] is { } user)
            notices.Publish(user, NoticeOf(received["data"]!));

        return Results.NoContent();
    }

    private static Notice NoticeOf(JsonNode data) => new()
    {
        Session = (string)data["id"]!,
        Device = (string?)data["device_name"] ?? "an unknown device",
        Ip = (string?)data["ip"],
    };

    // t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">
    private bool IsSigned(StringValues header, string body)
    {
        if ($"{header}".Split(',') is not [['t', '=', .. var t], ['v', '1', '=', .. var signature]]
            || !long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) > Oldest)
        {
            return false;
        }

        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{t}.{body}")));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature));
    }
}
