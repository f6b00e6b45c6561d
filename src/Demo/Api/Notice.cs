namespace Demo.Api;

/// <summary>What a page is told of a sign-in on a device that was not known.</summary>
internal sealed record Notice
{
    /// <summary>The session's handle, as the list of devices names it: a page that is this device keeps quiet.</summary>
    public required string Session { get; init; }

    public required string Device { get; init; }

    public required string? Ip { get; init; }
}
