namespace Demo;

/// <summary>How the demo is started: section <c>Demo</c> of the environment and the command line.</summary>
public sealed record DemoOptions
{
    /// <summary>False starts the auth server and the API alone, for a gateway elsewhere.</summary>
    public bool Gateway { get; init; } = true;

    public string AuthServerUrl { get; init; } = AnyFreePort;

    public string ApiUrl { get; init; } = AnyFreePort;

    /// <summary>What the auth server calls itself, where that is not the address it listens on.</summary>
    public string? Issuer { get; init; }

    /// <summary>Where browsers reach the auth server, where that is another address than its issuer's.</summary>
    public string? PublicAuthServerUrl { get; init; }

    /// <summary>Where browsers reach the gateway, where it is elsewhere: people are sent back there.</summary>
    public Uri? GatewayUrl { get; init; }

    /// <summary>Short, so that a person sees refreshes.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromSeconds(10);

    // Nobody but the gateway calls them, and browsers for a moment when people sign in.
    private const string AnyFreePort = "http://127.0.0.1:0";
}
