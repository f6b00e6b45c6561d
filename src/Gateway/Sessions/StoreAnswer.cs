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

    /// <summary>Not done: somebody else holds the lease, for at most <paramref name="Rest"/>.</summary>
    public sealed record Held(TimeSpan Rest) : StoreAnswer;

    /// <summary>The session was ended from elsewhere, just now or some time ago. Its tokens are null where they cannot be read without its cookie.</summary>
    public sealed record Revoked(string Key, string AuthServer, TokenSet? Tokens) : StoreAnswer
    {
        /// <summary>Says nothing of the tokens.</summary>
        public override string ToString() => $"revoked session at {AuthServer}";
    }

    /// <summary>There is no such session.</summary>
    public sealed record Gone : StoreAnswer
    {
        internal static readonly Gone Instance = new();
    }

    /// <summary>The store did not answer in time; whether a change was made is not known.</summary>
    public sealed record Unavailable : StoreAnswer
    {
        internal static readonly Unavailable Instance = new();
    }
}
