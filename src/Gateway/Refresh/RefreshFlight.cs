using System.Diagnostics;

namespace Gateway.Refresh;

/// <summary>
/// One refresh under way. Its outcome is told as soon as it is known; it is over only when all is stored, and until then no
/// other starts for the same session.
/// </summary>
internal sealed class RefreshFlight
{
    private readonly TaskCompletionSource<RefreshOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its span, where traces are collected.</summary>
    public ActivityContext? Span { get; set; }

    /// <summary>What those who wait are told.</summary>
    public Task<RefreshOutcome> Outcome => _outcome.Task;

    /// <summary>Ends when all work of the flight has ended, storing included.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Tells the outcome. The first word counts.</summary>
    public void Tell(RefreshOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Nothing is left to do.</summary>
    public void Complete() => _completion.SetResult();

    /// <summary>A fault of ours; those who wait get it as it is.</summary>
    public void Fail(Exception error) => _outcome.TrySetException(error);
}
