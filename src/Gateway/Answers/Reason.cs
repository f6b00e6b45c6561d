namespace Gateway.Answers;

/// <summary>The words by which an answer of the gateway's own says why, in the <c>reason</c> of its problem details.</summary>
public static class Reason
{
    /// <summary>There is no session: no cookie, an unknown one, or one whose session is gone.</summary>
    public const string NoSession = "no_session";

    /// <summary>The auth server has refused the session for good.</summary>
    public const string SessionEnded = "session_ended";

    /// <summary>The session was ended from elsewhere: by its person, an operator or the auth server. Told once.</summary>
    public const string SessionRevoked = "session_revoked";

    /// <summary>A sign-in by redirect came to nothing: refused, cancelled, or not one that was begun here.</summary>
    public const string SignInFailed = "sign_in_failed";

    /// <summary>A page of another site made the browser send the request, and its origin is not trusted.</summary>
    public const string CrossSiteRequest = "cross_site_request";

    /// <summary>There were more requests, attempts to sign in or WebSockets than a limit allows; <c>Retry-After</c> says when to come again.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>The request is larger than what is read of it.</summary>
    public const string RequestTooLarge = "request_too_large";

    /// <summary>The request did not come whole, or too slowly.</summary>
    public const string RequestIncomplete = "request_incomplete";

    /// <summary>There is no such device among those of this person.</summary>
    public const string UnknownDevice = "unknown_device";

    /// <summary>Of an operator: the key of the admin listener was not shown, or is wrong.</summary>
    public const string AdminKeyRequired = "admin_key_required";

    /// <summary>A parameter is missing, unknown or wrong.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>Of an operator: there is no session of that id.</summary>
    public const string UnknownSession = "unknown_session";

    /// <summary>The auth server cannot be reached or gave no usable answer; the session is kept.</summary>
    public const string AuthServerUnavailable = "auth_server_unavailable";

    /// <summary>The session store cannot be reached; the session is kept.</summary>
    public const string SessionStoreUnavailable = "session_store_unavailable";
}
