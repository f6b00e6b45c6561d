using Gateway.Configuration;
using Gateway.Tokens;

namespace Gateway.AuthServers;

/// <summary>
/// The client of an auth server that no contract can describe, in code: one that signs its calls, speaks another protocol, or comes with a library. Registered
/// as a service, it makes the calls of the entry <c>Gateway:AuthServers:NAME</c> that has its <see cref="Name"/>; that entry has no <c>Refresh</c> and no
/// <c>SignOut</c>. All around the calls stays the gateway's: which session is refreshed when, once for all who wait; <c>MaxConcurrentCalls</c>, the deadline
/// <c>Gateway:Refresh:Timeout</c>, the circuit, logs and metrics.
/// </summary>
/// <remarks>
/// One instance serves the whole process, and is called by many threads at once. An exception counts as <see cref="RefreshAnswer.Unavailable"/>; the name of
/// its type is logged and never its message, which may repeat a token.
/// </remarks>
public interface IAuthServerClient
{
    /// <summary>Name of its entry in <c>Gateway:AuthServers</c>, always the same. Names compare without case.</summary>
    string Name { get; }

    /// <summary>What <see cref="SignOutAsync"/> ends there; null where the server cannot be told, and then it is never called. Always the same. Default: null.</summary>
    SignOutScope? SignOutScope => null;

    /// <summary>What it misses in its entry, at start and before a change takes effect. Default: nothing.</summary>
    /// <param name="entry">The entry, such as addresses, client id and secret, as far as they can be read.</param>
    /// <param name="key">The entry's key, which those of the faults begin with.</param>
    IEnumerable<Fault> Check(AuthServerOptions entry, string key) => [];

    /// <summary>
    /// Asks for fresh tokens. Of what is granted, an empty token is one that the answer did not replace, and a date that is not in the future is one that it
    /// did not tell: the token before, a JWT's own <c>exp</c> and the entry's lifetimes take their place.
    /// </summary>
    /// <remarks>
    /// Called once for each refresh that is due, and never again by itself: a second try is the client's, as far as it knows that it does no harm.
    /// <see cref="RefreshAnswer.Denied"/> ends the session, so it is for what is certain alone.
    /// </remarks>
    /// <param name="tokens">What the session holds; the refresh token is never empty.</param>
    /// <param name="entry">The entry as it is now: it may change without a restart.</param>
    /// <param name="cancellationToken">Ends at the deadline. Who goes on then is no longer waited for, and its answer is lost.</param>
    Task<RefreshAnswer> RefreshAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken);

    /// <summary>Tells the server that <paramref name="tokens"/> are no longer used. The session has ended by then, whatever comes of it.</summary>
    Task<SignOutOutcome> SignOutAsync(TokenSet tokens, AuthServerOptions entry, CancellationToken cancellationToken) => Task.FromResult(SignOutOutcome.NotOffered);

    /// <summary>Finds the tokens in a 2xx answer on a SignIn route. Default: null, they are found as the entry's <c>Tokens</c> says.</summary>
    /// <remarks>
    /// What it lets pass to the browser is its own to see to: no token in the body, and the cookies that tokens lie in among the entry's <c>HideCookies</c>.
    /// </remarks>
    /// <param name="reply">The answer.</param>
    /// <param name="request">The fields of the request; none where <c>Tokens:User</c> and <c>Tokens:Email</c> name no field of it.</param>
    SignInAnswer? ReadSignIn(SignInReply reply, RequestFields request) => null;
}
