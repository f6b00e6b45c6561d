namespace Gateway.Tests.Support.Fakes;

/// <summary>What a destination says.</summary>
public sealed record DestinationAnswer
{
    public static DestinationAnswer Ok { get; } = new();

    public static DestinationAnswer Unauthorized { get; } = new()
    {
        Status = 401,
        Headers = [new("WWW-Authenticate", "Bearer")],
        Body = """{"detail":"Not authorized"}""",
    };

    public int Status { get; init; } = 200;

    /// <summary>One pair for each header line, so that several <c>Set-Cookie</c> are possible.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public string ContentType { get; init; } = "application/json";

    public string Body { get; init; } = """{"ok":true}""";
}
