using Gateway.Configuration;

namespace Gateway.AuthServers;

/// <summary>How the auth server is told of a sign-out.</summary>
public sealed class SignOutCallOptions : CallOptions
{
    /// <summary>What the call ends there: Device or User. Default: Device.</summary>
    public SignOutScope Scope { get; set; } = SignOutScope.Device;

    internal override IEnumerable<Fault> Check(string key) => [.. base.Check(key), .. Checks.CallCheck.CheckSignOut(key, this)];
}
