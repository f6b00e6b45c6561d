namespace Gateway.Configuration;

/// <summary>Values in the messages of faults: repeated, so that they are found, but for what may hold a password, as URLs do before an <c>@</c>.</summary>
internal static class Quoted
{
    public static string Of(string? text) =>
        text is null ? "null"
        : text.Contains('@', StringComparison.Ordinal) ? "what is written there"
        : $"'{text}'";
}
