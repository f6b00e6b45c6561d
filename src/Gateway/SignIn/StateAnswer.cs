using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary>What the state in a callback turned out to be: one of four.</summary>
internal abstract record StateAnswer
{
    private StateAnswer() { }

    /// <summary>Of a sign-in that was begun here, and not used before.</summary>
    public sealed record Fresh(AuthenticationProperties Properties) : StateAnswer;

    /// <summary>Used before: a page that was reloaded, or a step back.</summary>
    public sealed record Used(AuthenticationProperties Properties) : StateAnswer;

    /// <summary>Never one of ours, or too old.</summary>
    public sealed record Unknown : StateAnswer;

    /// <summary>The store did not answer.</summary>
    public sealed record Unavailable : StateAnswer;
}
