using System.ComponentModel.DataAnnotations;
using System.Net;
using Gateway.Configuration;

namespace Gateway.Protection;

/// <summary>Whom the gateway believes, section <c>Gateway:Protection</c>.</summary>
public sealed class ProtectionOptions : ICheckedOptions
{
    /// <summary>
    /// Origins of frontends elsewhere (RFC 6454), such as <c>https://app.example.com</c>: their pages may send what changes something, and may read the
    /// answers, with the cookie (CORS with credentials). Default none: this host's own pages alone.
    /// </summary>
    public IList<string>? TrustedOrigins { get; set; }

    /// <summary>
    /// Addresses or CIDR ranges of the proxies in front of the gateway; only from them are <c>X-Forwarded-For</c>, <c>-Proto</c> and
    /// <c>-Host</c> believed. Default none.
    /// </summary>
    public IList<string>? TrustedProxies { get; set; }

    /// <summary>
    /// How often within a minute one address may try to sign in, and anybody at one account, counted over all instances; more get 429. Default 20; 0: no limit.
    /// </summary>
    [Live]
    [Range(0, int.MaxValue)]
    public int SignInAttemptsPerMinute { get; set; } = 20;

    /// <summary>How many requests a second one session may send to one instance, and as many at once; more get 429. Default 0: no limit.</summary>
    [Range(0, int.MaxValue)]
    public int RequestsPerSecondPerSession { get; set; }

    /// <summary>How many WebSockets one session may have open at one instance; more get 429. Default 20; 0: no limit.</summary>
    [Range(0, int.MaxValue)]
    public int WebSocketsPerSession { get; set; } = 20;

    internal IEnumerable<Uri> Origins => (TrustedOrigins ?? []).Select(Origin.Parse).OfType<Uri>();

    internal IEnumerable<IPNetwork> Networks => (TrustedProxies ?? []).Select(Parse).OfType<IPNetwork>();

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section) =>
        [
            .. Faults(TrustedOrigins, $"{section}:TrustedOrigins", text => Origin.Parse(text) is null, "is no origin such as https://app.example.com: scheme, host and perhaps a port, no path"),
            .. Faults(TrustedProxies, $"{section}:TrustedProxies", text => Parse(text) is null, "is neither an address nor a CIDR range such as 10.0.0.0/8"),
            .. Ranges.Check(this, section),
        ];

    private static IEnumerable<Fault> Faults(IList<string>? texts, string key, Func<string, bool> isWrong, string message) =>
        (texts ?? []).Select((text, i) => (text, i)).Where(entry => isWrong(entry.text)).Select(entry => new Fault($"{key}:{entry.i}", $"{Quoted.Of(entry.text)} {message}"));

    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
