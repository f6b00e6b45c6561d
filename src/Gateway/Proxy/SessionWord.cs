namespace Gateway.Proxy;

/// <summary>What a route wants of the session: its metadata word <c>Session</c>.</summary>
public enum SessionWord
{
    /// <summary>A valid session, or no forwarding. The default.</summary>
    Required,

    /// <summary>The token is added where there is a session; otherwise the request is forwarded without one.</summary>
    Optional,

    /// <summary>No session is looked up, no token is added.</summary>
    None,

    /// <summary>Forwarded to the auth server; tokens found in a 2xx answer become a session.</summary>
    SignIn,

    /// <summary>Not forwarded; ends the session.</summary>
    SignOut,
}
