using System.Text.Json;

namespace Gateway.Lifecycle;

/// <summary>The reasons as events and metrics write them.</summary>
internal static class EndReasons
{
    /// <summary>Such as <c>signed_out</c>.</summary>
    public static string Word(this EndReason why) => JsonNamingPolicy.SnakeCaseLower.ConvertName(why.ToString());
}
