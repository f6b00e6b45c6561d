using System.Net;
using Gateway.Configuration;

namespace Gateway.Protection;

/// <summary>Whom the gateway believes, section <c>Gateway:Protection</c>.</summary>
public sealed class ProtectionOptions : ICheckedOptions
{
    /// <summary>
    /// Addresses or CIDR ranges of the proxies in front of the gateway; only from them are <c>X-Forwarded-For</c>, <c>-Proto</c> and
    /// <c>-Host</c> believed. Default none.
    /// </summary>
    public IList<string>? TrustedProxies { get; set; }

    internal IEnumerable<IPNetwork> Networks => (TrustedProxies ?? []).Select(Parse).OfType<IPNetwork>();

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section) =>
        (TrustedProxies ?? [])
            .Select((text, i) => (text, i))
            .Where(entry => Parse(entry.text) is null)
            .Select(entry => new Fault($"{section}:TrustedProxies:{entry.i}", $"'{entry.text}' is neither an address nor a CIDR range such as 10.0.0.0/8"));

    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
