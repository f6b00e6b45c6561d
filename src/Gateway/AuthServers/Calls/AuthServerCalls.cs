using Gateway.Tokens;

namespace Gateway.AuthServers.Calls;

/// <summary>The calls of one auth server: written by its contract (<see cref="DescribedCalls"/>), or by code (<see cref="CodedCalls"/>). None of them throws but for the caller's own cancellation.</summary>
internal abstract class AuthServerCalls
{
    /// <summary>What a sign-out ends there; null where this server cannot be told.</summary>
    public abstract SignOutScope? SignOutScope { get; }

    /// <summary>How the worst of its circuits stands.</summary>
    public abstract CircuitLevel CircuitLevel { get; }

    /// <summary>Whether <paramref name="tokens"/> has what a refresh sends.</summary>
    public abstract bool CanRefresh(TokenSet tokens);

    /// <summary>Asks for fresh tokens, if <paramref name="mayBeSentAsync"/> still says so at the moment of each sending.</summary>
    public abstract Task<RefreshAnswer> RefreshAsync(TokenSet tokens, Func<Task<bool>> mayBeSentAsync, CancellationToken cancellationToken);

    /// <summary>Whether the server can be told of the end of <paramref name="tokens"/>.</summary>
    public abstract bool CanSignOut(TokenSet tokens);

    /// <summary>Tells it.</summary>
    public abstract Task<SignOutOutcome> SignOutAsync(TokenSet tokens, CancellationToken cancellationToken);

    /// <summary>What a 2xx answer on a SignIn route holds; null where locators say it.</summary>
    public virtual SignInAnswer? ReadSignIn(SignInReply reply, RequestFields request) => null;
}
