using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Support.Fakes;

/// <summary>Looks into JSON and into JWTs, and says what is missing.</summary>
public static class JsonReading
{
    /// <returns>The text at a dotted path.</returns>
    public static string TextAt(this JsonObject json, string path) => path.Split('.').Aggregate(
        (JsonNode)json, (node, name) => node[name].ShouldNotBeNull($"{path} in {json.ToJsonString()}")).GetValue<string>();

    public static void ShouldHaveOnly(this JsonObject json, params string[] names) =>
        json.Select(member => member.Key).ShouldBe(names, ignoreOrder: true);

    /// <returns>The claims of a JWT, whoever signed it.</returns>
    public static JsonObject Claims(string jwt) => JsonNode.Parse(Base64Url.DecodeFromChars(jwt.Split('.')[1]))!.AsObject();
}
