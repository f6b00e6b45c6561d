using Gateway.AuthServers;
using Gateway.AuthServers.Calls;

namespace Gateway.Commands;

/// <summary>Looks at the auth servers: whether they answer, whether discovery is what is configured, whether the clocks agree.</summary>
internal static class AuthServersDoctor
{
    // Tokens are refreshed 30 s ahead; what is off by more than a few seconds eats into that, and id_tokens may be off by a minute.
    private static readonly TimeSpan MostApart = TimeSpan.FromSeconds(5);

    public static async Task<IEnumerable<Finding>> ExamineAsync(AuthServersOptions options, AuthServerRegistry registry, HttpProbe probe, CancellationToken cancellationToken) =>
        options.Count is 0
            ? [Finding.Warning("auth servers", "none is configured, so nobody can sign in")]
            : (await Task.WhenAll(options.Select(server => OneAsync(server.Key, server.Value, registry.Find(server.Key)!, probe, cancellationToken)))).SelectMany(findings => findings);

    private static async Task<IReadOnlyList<Finding>> OneAsync(string name, AuthServerOptions options, AuthServer server, HttpProbe probe, CancellationToken cancellationToken)
    {
        var what = $"auth server {name}";
        if ((options.Authority ?? options.BaseAddress) is not { } address)
            return [Finding.Good(what, $"is called by {options.Client!.GetType().Name}, which alone knows where it is; give it a BaseAddress to have it asked")];
        var (ahead, fault) = await probe.AskAsync(address, cancellationToken);
        if (fault is not null)
            return [Finding.Bad(what, $"does not answer: {fault}")];
        List<Finding> findings = [Finding.Good(what, "answers")];
        if (ahead is { } skew && skew.Duration() > MostApart)
            findings.Add(Finding.Warning(what, $"its clock is {skew.TotalSeconds:0} s ahead of this one"));
        if (server.Discovery is { } discovery)
            findings.Add(await DiscoveryAsync(what, discovery, cancellationToken));
        return findings;
    }

    private static async Task<Finding> DiscoveryAsync(string what, Discovery discovery, CancellationToken cancellationToken)
    {
        try
        {
            return Finding.Good(what, $"discovery names the issuer {(await discovery.GetAsync(cancellationToken)).Issuer}");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && CallFailure.Explain(error, TimeSpan.Zero) is { } failed)
        {
            return Finding.Bad(what, $"discovery: {failed.Reason}");
        }
    }
}
