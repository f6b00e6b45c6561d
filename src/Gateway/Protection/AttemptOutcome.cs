namespace Gateway.Protection;

/// <summary>What became of an attempt to sign in.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome() { }

    /// <summary>It may go on.</summary>
    public sealed record Allowed : AttemptOutcome
    {
        public static readonly Allowed Instance = new();

        private Allowed() { }
    }

    /// <summary>There were too many; the next may come after <paramref name="Wait"/>.</summary>
    public sealed record TooMany(TimeSpan Wait) : AttemptOutcome;

    /// <summary>The store did not answer. Without it nobody can sign in anyway, and passwords must not be tried uncounted meanwhile.</summary>
    public sealed record Uncounted : AttemptOutcome
    {
        public static readonly Uncounted Instance = new();

        private Uncounted() { }
    }
}
