namespace Gateway.Tests.Support.Fakes;

/// <summary>One request as a destination received it.</summary>
public sealed record RecordedRequest
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>With its question mark, or empty.</summary>
    public required string Query { get; init; }

    /// <summary>One pair for each header line.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required string Body { get; init; }

    public string? Authorization => Header("Authorization");

    public string? Cookie => Header("Cookie");

    /// <returns>The header's only value; null where it did not arrive.</returns>
    public string? Header(string name) => Values(name).SingleOrDefault();

    public IReadOnlyList<string> Values(string name) =>
        [.. Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
}
