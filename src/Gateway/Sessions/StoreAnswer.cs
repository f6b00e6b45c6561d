using Gateway.Tokens;

namespace Gateway.Sessions;

/// <summary>What the store says of a session. A closed set.</summary>
public abstract record StoreAnswer
{
    private StoreAnswer() { }

    /// <summary>Done: this is the session as it is now (read, leased, written).</summary>
    public sealed record Current(Session Session) : StoreAnswer;

    /// <summary>Not done: somebody else was first, and this is what they left.</summary>
    public sealed record Changed(Session Session) : StoreAnswer;

    /// <summary>Not done: somebody else holds the lease.</summary>
    /// <param name="Rest">For at most so long.</param>
    /// <param name="IsAbandoned">Whether it ran out, and is left to its holder for so long because the store was in trouble.</param>
    public sealed record Held(TimeSpan Rest, bool IsAbandoned = false) : StoreAnswer;

    /// <summary>The session was ended from elsewhere, just now or some time ago. Its tokens are null where they cannot be read without its cookie.</summary>
    public sealed record Revoked(string Key, string AuthServer, TokenSet? Tokens) : StoreAnswer
    {
        /// <summary>Says nothing of the tokens.</summary>
        public override string ToString() => $"revoked session at {AuthServer}";
    }

    /// <summary>There is no such session.</summary>
    /// <param name="Left">
    /// How its browser has left it, within the last minute: then the browser may have a new cookie by now, which an answer to the old one must not take away.
    /// </param>
    public sealed record Gone(Leaving? Left = null) : StoreAnswer
    {
        internal static readonly Gone Instance = new();
    }

    /// <summary>The store did not answer in time, and whether a change was made is not known; or it answered, but could not do it.</summary>
    /// <param name="IsAnswered">Whether it answered, with no more than an error: out of memory, loading, read only, not allowed.</param>
    public sealed record Unavailable(bool IsAnswered = false) : StoreAnswer
    {
        internal static readonly Unavailable Instance = new();

        internal static readonly Unavailable Answered = new(IsAnswered: true);
    }
}
