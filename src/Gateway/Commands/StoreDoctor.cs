using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.Commands;

/// <summary>Looks at the store: whether it answers, and whether it keeps what it is given.</summary>
internal static class StoreDoctor
{
    private const string What = "store";
    private static readonly TimeSpan MostApart = TimeSpan.FromSeconds(2);

    public static async Task<IEnumerable<Finding>> ExamineAsync(RedisOptions options, StoreRights rights, TimeProvider time) =>
        options.IsEmbedded ? [Embedded(options.DataDirectory)] : await RedisAsync(options, rights, time);

    private static Finding Embedded(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            using var probe = new FileStream(Path.Combine(directory, $".doctor-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return Finding.Warning(What, $"the embedded store, in {Path.GetFullPath(directory)}; one gateway at a time. With several, set Gateway:Redis:Configuration");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(What, $"Gateway:Redis:DataDirectory cannot be written to: {error.Message}");
        }
    }

    private static async Task<IReadOnlyList<Finding>> RedisAsync(RedisOptions options, StoreRights rights, TimeProvider time)
    {
        var configuration = options.ToClient();
        configuration.AbortOnConnectFail = true;
        configuration.AllowAdmin = true; // the client's word for INFO; nothing is changed
        configuration.ConnectTimeout = Math.Max((int)options.Timeout.TotalMilliseconds, 1000);
        configuration.LoggerFactory = null;
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
            var (there, away) = (redis.GetServers().Where(server => server.IsConnected).ToList(), redis.GetServers().Where(server => !server.IsConnected));
            List<Finding> findings = [.. (await Task.WhenAll(there.Select(server => ServerAsync(server, rights, time)))).SelectMany(findings => findings)];
            findings.AddRange(away.Select(server => Finding.Warning($"{What} {server.EndPoint}", "does not answer")));
            if (there.TrueForAll(server => server.IsReplica))
                findings.Add(Finding.Bad(What, "no primary answers, and sessions are looked for and written at primaries alone"));
            return findings;
        }
        catch (RedisServerException error)
        {
            return [Finding.Bad(What, $"Redis refuses: {error.Message.Split(' ', 2)[0]}")]; // NOPERM, NOAUTH, LOADING
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            return [Finding.Bad(What, $"Redis does not answer: {(error as RedisConnectionException)?.FailureType.ToString() ?? error.GetType().Name}{(configuration.Ssl ? " (a password, a certificate, or a server without TLS)" : "")}")];
        }
    }

    private static async Task<IReadOnlyList<Finding>> ServerAsync(IServer server, StoreRights rights, TimeProvider time)
    {
        var what = $"{What} {server.EndPoint}";
        var refused = server.IsReplica ? [] : await rights.RefusedAsync(server);
        var info = refused.Contains("INFO") ? [] : (await server.InfoAsync()).SelectMany(section => section).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Value, StringComparer.Ordinal);
        List<Finding> findings = [Finding.Good(what, $"Redis {server.Version}, {(server.IsReplica ? "a replica" : "a primary")}")];
        if (info.GetValueOrDefault("maxmemory_policy") is { } policy and not "noeviction")
            findings.Add(Finding.Warning(what, $"maxmemory-policy is {policy}: short of memory it throws sessions away, and people are signed out; set noeviction"));
        if (info.GetValueOrDefault("aof_enabled") is "0")
            findings.Add(Finding.Warning(what, "appendonly is off: after a crash what was refreshed since the last snapshot is lost, and those people are signed out"));
        if (refused.Count > 0)
            findings.Add(Finding.Bad(what, $"its user may not {string.Join(", ", refused)}; docs/redis.md has the rights that are needed"));
        if (!refused.Contains("TIME") && await server.TimeAsync() - time.GetUtcNow().UtcDateTime is var ahead && ahead.Duration() > MostApart)
            findings.Add(Finding.Warning(what, $"its clock is {ahead.TotalSeconds:0} s ahead of this one"));
        return findings;
    }
}
