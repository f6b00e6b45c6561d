using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Configuration;

namespace Gateway.Protection;

/// <summary>
/// Bounds how fast passwords can be tried: attempts to sign in of one address, and at one account wherever they come from, are counted over all instances
/// (OWASP ASVS 2.2.1).
/// </summary>
internal sealed partial class SignInLimit(AttemptCounter counter, LiveOptions<ProtectionOptions> options, ILogger<SignInLimit> log)
{
    private const int PrefixBytes = 8; // of an IPv6 address: who has one has the /64 around it (RFC 6177)

    /// <summary>Counts an attempt of the address that <paramref name="context"/> comes from: before anything is read or kept of it.</summary>
    public async Task<AttemptOutcome> CountAsync(HttpContext context)
    {
        var most = options.Value.SignInAttemptsPerMinute;
        if (most is 0 || context.Connection.RemoteIpAddress is not { } address)
            return AttemptOutcome.Allowed.Instance;
        var outcome = await counter.CountAsync($"address {NetworkOf(address)}", most);
        if (outcome is AttemptOutcome.TooMany)
            LogAddress(address, most);
        return outcome;
    }

    /// <summary>Counts an attempt at each of <paramref name="accounts"/>: which of them an auth server means is not for us to know.</summary>
    public async Task<AttemptOutcome> CountAsync(IReadOnlyCollection<string> accounts)
    {
        var most = options.Value.SignInAttemptsPerMinute;
        if (most is 0)
            return AttemptOutcome.Allowed.Instance;
        foreach (var account in accounts.Select(Normalize).Distinct(StringComparer.Ordinal))
        {
            var outcome = await counter.CountAsync($"account {account}", most);
            if (outcome is AttemptOutcome.TooMany)
                LogAccount(most);
            if (outcome is not AttemptOutcome.Allowed)
                return outcome;
        }
        return AttemptOutcome.Allowed.Instance;
    }

    // Servers compare names leniently in one way or another; who is counted once too often under two names loses nothing.
    private static string Normalize(string account) => account.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 address.</summary>
    public static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return new IPAddress(bytes);
    }

    [LoggerMessage(1220, LogLevel.Warning, "More than {Most} attempts to sign in within a minute from {Address}; where that is a proxy of yours, name it in Gateway:Protection:TrustedProxies")]
    private partial void LogAddress(IPAddress address, int most);

    [LoggerMessage(1221, LogLevel.Warning, "More than {Most} attempts to sign in at one account within a minute")]
    private partial void LogAccount(int most);
}
