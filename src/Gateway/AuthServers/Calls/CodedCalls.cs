using Gateway.AuthServers.Contracts;
using Gateway.Tokens;

namespace Gateway.AuthServers.Calls;

/// <summary>The calls of an <see cref="IAuthServerClient"/>. What it answers is held to the rules that hold for any auth server's answer.</summary>
internal sealed class CodedCalls : AuthServerCalls
{
    private readonly AuthServerOptions _entry;
    private readonly IAuthServerClient _client;
    private readonly CodedAnswers _answers;
    private readonly CodedCall<RefreshAnswer> _refresh;
    private readonly CodedCall<SignOutOutcome> _signOut;

    public CodedCalls(string authServer, AuthServerOptions entry, ExpiryRules rules, TimeSpan timeout, TimeProvider time, ILogger logger)
    {
        _entry = entry;
        _client = entry.Client!;
        SignOutScope = _client.SignOutScope;
        _answers = new CodedAnswers(rules, time);
        _refresh = new(
            new Circuit(authServer, "refreshes", time, logger),
            timeout,
            time,
            answer => answer is RefreshAnswer.Unavailable,
            (reason, retryAfter) => new RefreshAnswer.Unavailable(reason, retryAfter)
        );
        _signOut = new(new Circuit(authServer, "sign-outs", time, logger), timeout, time, outcome => outcome is SignOutOutcome.Unavailable, (_, _) => SignOutOutcome.Unavailable);
    }

    public override SignOutScope? SignOutScope { get; }

    public override CircuitLevel CircuitLevel => _refresh.CircuitLevel > _signOut.CircuitLevel ? _refresh.CircuitLevel : _signOut.CircuitLevel;

    // A record that others write may hold anything.
    public override bool CanRefresh(TokenSet tokens) => HttpText.IsPrintable(tokens.RefreshToken.Reveal());

    public override async Task<RefreshAnswer> RefreshAsync(TokenSet tokens, Func<Task<bool>> mayBeSentAsync, CancellationToken cancellationToken) =>
        _answers.Judge(await _refresh.SendAsync(deadline => _client.RefreshAsync(tokens, _entry, deadline), mayBeSentAsync, cancellationToken), tokens);

    public override bool CanSignOut(TokenSet tokens) => SignOutScope is not null;

    public override Task<SignOutOutcome> SignOutAsync(TokenSet tokens, CancellationToken cancellationToken) =>
        _signOut.SendAsync(deadline => _client.SignOutAsync(tokens, _entry, deadline), static () => Task.FromResult(true), cancellationToken);

    public override SignInAnswer? ReadSignIn(SignInReply reply, RequestFields request)
    {
        if (reply.Status is < 200 or >= 300)
            return null;
        try
        {
            return _client.ReadSignIn(reply, request) is { } answer ? _answers.Judge(answer) : null;
        }
        catch (Exception error)
        {
            return new SignInAnswer.Garbage($"it cannot be read ({error.GetType().Name})");
        }
    }
}
