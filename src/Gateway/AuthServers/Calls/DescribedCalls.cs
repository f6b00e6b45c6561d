using Gateway.AuthServers.Contracts;
using Gateway.Tokens;

namespace Gateway.AuthServers.Calls;

/// <summary>The calls that a contract describes.</summary>
internal sealed class DescribedCalls(Contract contract, SignOutScope scope, CallClient client, RefreshJudge judge, TimeProvider time) : AuthServerCalls
{
    public override SignOutScope? SignOutScope => contract.HasSignOut ? scope : null;

    public override CircuitLevel CircuitLevel => client.CircuitLevel;

    public override bool CanRefresh(TokenSet tokens) => contract.Refresh.Template.CanSend(tokens);

    public override async Task<RefreshAnswer> RefreshAsync(TokenSet tokens, Func<Task<bool>> mayBeSentAsync, CancellationToken cancellationToken) =>
        await client.SendAsync(contract.Refresh, tokens, mayBeSentAsync, cancellationToken) switch
        {
            CallOutcome.Answered answered => Judge(answered, tokens),
            CallOutcome.Failed failed => new RefreshAnswer.Unavailable(failed.Reason, failed.RetryAfter),
            _ => new RefreshAnswer.Unavailable("discovery names no token endpoint that tokens may be sent to", null),
        };

    public override bool CanSignOut(TokenSet tokens) => contract.SignOutOf(tokens) is not null;

    public override async Task<SignOutOutcome> SignOutAsync(TokenSet tokens, CancellationToken cancellationToken) =>
        await client.SendAsync(contract.SignOutOf(tokens)!, tokens, static () => Task.FromResult(true), cancellationToken) switch
        {
            CallOutcome.Answered { Answer.IsSuccess: true } => SignOutOutcome.Told,
            CallOutcome.Answered { Answer: var answer } => RefreshJudge.IsFinal(answer.Status) ? SignOutOutcome.Refused : SignOutOutcome.Unavailable,
            CallOutcome.Failed => SignOutOutcome.Unavailable,
            _ => SignOutOutcome.NotOffered,
        };

    /// <summary>A refusal after an answer was lost proves nothing: the lost one may have granted, and this refresh token be used up by it.</summary>
    private RefreshAnswer Judge(CallOutcome.Answered answered, TokenSet tokens) =>
        judge.Judge(answered.Answer, tokens, time.GetUtcNow()) is var answer && answer is RefreshAnswer.Denied && answered.AfterLostAnswer
            ? new RefreshAnswer.Unavailable("refused after an answer was lost", null)
            : answer;
}
