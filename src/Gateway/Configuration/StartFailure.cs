using System.Text.Json;

namespace Gateway.Configuration;

/// <summary>What keeps a gateway from being built or started and is no bug of it: a file, an address that is none or is taken, a log level that there is not.</summary>
internal static class StartFailure
{
    public static bool Is(Exception error) =>
        error is InvalidDataException or IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or ArgumentException;

    /// <summary>What is wrong, in a line.</summary>
    public static string Explain(Exception error)
    {
        var root = error.GetBaseException();
        return root == error ? error.Message : $"{error.Message} {(root is JsonException json ? $"It cannot be read: {PlaceOf(json)}." : root.Message)}"; // the innermost names the address
    }

    /// <summary>Where a file cannot be read. The exception's own message may repeat all that is written behind the fault, secrets too.</summary>
    public static string PlaceOf(JsonException error) => $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
}
