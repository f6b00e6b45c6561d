namespace Gateway.Benchmarks.Servers;

/// <summary>What a child process is.</summary>
internal static class Role
{
    public const string Destination = "destination";
    public const string PlainYarp = "plain-yarp";
    public const string Gateway = "gateway";
    public const string Collector = "collector";
}
