namespace Gateway.AuthServers.Contracts;

/// <summary>How much of an answer is read. A token answer is some kilobytes at most; what is beyond these is no token answer.</summary>
internal static class AnswerLimits
{
    public const int Bytes = 1024 * 1024;
    public const int Depth = 32;
}
