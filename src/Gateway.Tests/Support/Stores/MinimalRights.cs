using System.Text.RegularExpressions;

namespace Gateway.Tests.Support.Stores;

/// <summary>The Redis user of the gateways in tests: with the rights that docs/redis.md says are enough, and no other.</summary>
internal static partial class MinimalRights
{
    /// <summary>What a gateway's configuration string says of it.</summary>
    public const string Credentials = "user=gateway,password=a-password";

    /// <summary>Makes the user; its keys and channels begin as they do in tests.</summary>
    public static Task GrantAsync(RedisServer server) => server.SayAsync(["ACL", "SETUSER", "gateway", "reset", "on", ">a-password", "~test-*", "&test-*", .. Commands()]);

    /// <summary>What it may do, as the documentation has it.</summary>
    public static IReadOnlyList<string> Commands() =>
        [.. Line().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "redis.md"))).Groups["commands"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    [GeneratedRegex(@"^user gateway on \S+ ~gateway:\* &gateway:\*(?<commands>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
