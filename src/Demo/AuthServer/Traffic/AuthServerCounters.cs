namespace Demo.AuthServer.Traffic;

/// <summary>What an auth server has been asked for and what it answered.</summary>
public sealed class AuthServerCounters
{
    /// <summary>Sign-ins that were granted.</summary>
    public AsyncCounter SignIns { get; } = new();

    /// <summary>Sign-ins that were refused: a wrong password, an unknown user.</summary>
    public AsyncCounter SignInsRefused { get; } = new();

    /// <summary>Refresh calls that arrived, whatever became of them; counted before any fault or delay.</summary>
    public AsyncCounter RefreshCalls { get; } = new();

    /// <summary>Refresh calls that were granted; counted before the answer leaves, so also where it is then held or lost.</summary>
    public AsyncCounter RefreshesGranted { get; } = new();

    /// <summary>Refresh calls that the server itself refused. An injected fault is neither granted nor refused.</summary>
    public AsyncCounter RefreshesRefused { get; } = new();

    /// <summary>Refresh tokens that were presented a second time.</summary>
    public AsyncCounter ReusesDetected { get; } = new();

    /// <summary>Families of refresh tokens that were ended, by reuse, revocation or sign-out.</summary>
    public AsyncCounter FamiliesEnded { get; } = new();

    /// <summary>Calls to the revocation endpoint that were accepted.</summary>
    public AsyncCounter Revocations { get; } = new();

    /// <summary>Authorization requests that were handed in beforehand and accepted (RFC 9126).</summary>
    public AsyncCounter PushedRequests { get; } = new();

    /// <summary>Logout tokens that the client has answered, whatever it answered.</summary>
    public AsyncCounter LogoutsSent { get; } = new();

    /// <summary>Calls to a sign-out endpoint that were accepted.</summary>
    public AsyncCounter SignOuts { get; } = new();
}
