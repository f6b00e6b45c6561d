namespace Gateway.Tests.Support.Faults;

/// <summary>What a <see cref="Trap"/> does when its text comes along.</summary>
internal enum TrapKind
{
    /// <summary>The request that holds the text is the first that does not get through.</summary>
    HoldFrom,

    /// <summary>The request that holds the text still gets through, nothing after it.</summary>
    HoldAfter,

    /// <summary>The request gets through, and its connection is reset when the answer comes back.</summary>
    LoseAnswer,

    /// <summary>Nothing: it only tells that a request with the text got through.</summary>
    TellRequest,

    /// <summary>Nothing: it only tells that an answer with the text got through.</summary>
    TellAnswer,
}
