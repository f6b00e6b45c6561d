namespace Gateway.AuthServers;

/// <summary>An auth server's answer on a SignIn route, as it came: its status, and its body complete and without content encoding.</summary>
public sealed record SignInReply(int Status, string? ContentType, IEnumerable<string> SetCookies, ReadOnlyMemory<byte> Body);
