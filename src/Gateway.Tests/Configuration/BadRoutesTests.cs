using Gateway.Tests.Support;

namespace Gateway.Tests.Configuration;

/// <summary>Routes that YARP could not serve keep the gateway from starting.</summary>
public sealed class BadRoutesTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_number_of_YARP_that_is_none_is_a_fault()
    {
        var ended = await RunAsync("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "c", "Order": "first", "Match": { "Path": "/" } } }, "Clusters": { "c": {} } } }""");

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.Split('\n').ShouldContain(line => line.Trim().StartsWith("ReverseProxy") && line.Contains("'first'"), ended.Output);
    }

    // Each of these passes YARP's own checks, and would be a 500 for every request.
    [Theory]
    [InlineData("""{ "Match": { "Path": "/{id:unknown}" } }""", "ReverseProxy:Routes:r:Match:Path")]
    [InlineData("""{ "Match": { "Path": "/" }, "Transforms": [ { "PathPattern": "/{a" } ] }""", "ReverseProxy:Routes:r:Transforms")]
    [InlineData("""{ "Match": { "Path": "/", "Hosts": [ "one:two:three" ] } }""", "ReverseProxy")]
    [InlineData("""{ "Match": { "Path": "/" }, "AuthorizationPolicy": "default" }""", "ReverseProxy:Routes:r")]
    [InlineData("""{ "Match": { "Path": "/" }, "Timeout": "00:00:01" }""", "ReverseProxy:Routes:r")]
    public async Task A_route_that_cannot_be_built_is_a_fault(string route, string key)
    {
        var ended = await RunAsync($$"""{ "ReverseProxy": { "Routes": { "r": {{route.Insert(1, "\"ClusterId\": \"c\",")}} }, "Clusters": { "c": {} } } }""");

        ended.Code.ShouldBe(1, ended.Output);
        ended.Output.Split('\n').ShouldContain(line => line.Trim().StartsWith($"{key}: "), ended.Output);
        ended.Output.ShouldNotContain("   at ");
    }

    private Task<RefusedStart> RunAsync(string json) => RefusedStart.OfAsync(_directory.Path, json);
}
