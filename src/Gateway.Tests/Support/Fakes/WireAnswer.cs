using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Support.Fakes;

/// <summary>An answer, read to its end.</summary>
public sealed record WireAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, string Body)
{
    public IEnumerable<string> SetCookies => Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [];

    /// <returns>The answer's JSON, or an empty object where there is no body.</returns>
    public JsonObject ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body);
        return Body.Length == 0 ? [] : JsonNode.Parse(Body)!.AsObject();
    }

    /// <returns>The whole line of the only cookie of this name.</returns>
    public string SetCookie(string name) => SetCookies.Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal));
}
