namespace Gateway.Tests.Model;

/// <summary>A refresh token on its way to the auth server and back.</summary>
internal sealed class Presentation(Instance instance, DateTimeOffset at)
{
    // A call may be sent until two seconds before the lease ends, so that is how long a holder that stands still is covered.
    private static readonly TimeSpan Covered = TimeSpan.FromSeconds(2);
    private readonly TimeSpan _frozenBefore = instance.FrozenFor;

    public Instance Instance => instance;

    public DateTimeOffset At => at;

    /// <summary>Whether the instance has got an answer to it; null while it waits for one.</summary>
    public bool? IsAnswered { get; set; }

    /// <summary>Whether another presentation of the same token is nobody's fault.</summary>
    public bool IsExcused => IsAnswered is false || instance.Loop.IsDead || instance.FrozenFor - _frozenBefore >= Covered;
}
