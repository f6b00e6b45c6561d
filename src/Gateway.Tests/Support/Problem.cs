using System.Net;
using System.Text.Json;

namespace Gateway.Tests.Support;

/// <summary>Reads problem details (RFC 9457).</summary>
public static class Problem
{
    /// <summary>Asserts that the answer is a problem of this status for this reason.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string reason)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("reason").GetString().ShouldBe(reason);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        return problem;
    }

    /// <summary>Whether the answer takes the device cookie away.</summary>
    public static bool ClearsCookie(this HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(cookie => cookie.StartsWith("device_id=;", StringComparison.Ordinal));

    /// <summary>Whether the answer sets any cookie.</summary>
    public static bool SetsCookie(this HttpResponseMessage answer) => answer.Headers.Contains("Set-Cookie");
}
