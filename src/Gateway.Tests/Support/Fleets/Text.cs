namespace Gateway.Tests.Support.Fleets;

/// <summary>By what a step of a refresh is known in the traffic.</summary>
public static class Text
{
    /// <summary>The beginning of a refresh call.</summary>
    public const string Call = "POST /refresh ";

    /// <summary>The end of a refresh call: it is complete with this.</summary>
    public const string CallBody = "refresh_token";

    /// <summary>A script, which is a lease where nothing else is under way.</summary>
    public const string Script = "EVAL";

    /// <summary>A commit; no other command of a refresh names this field.</summary>
    public const string Commit = "refresh_expiry";
}
