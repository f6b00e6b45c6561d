namespace Gateway.Commands;

/// <summary>One thing that was looked at.</summary>
/// <param name="State"><c>good</c>; <c>warning</c>: it works, and may hurt one day; <c>bad</c>: it does not work.</param>
/// <param name="What">What was looked at.</param>
/// <param name="Detail">What was seen, and what to do about it.</param>
internal sealed record Finding(string State, string What, string Detail)
{
    public static Finding Good(string what, string detail) => new("good", what, detail);

    public static Finding Warning(string what, string detail) => new("warning", what, detail);

    public static Finding Bad(string what, string detail) => new("bad", what, detail);
}
