using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Support;
using Json.Schema;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Tests.Conventions.Reference;

/// <summary>
/// docs/configuration.md and docs/appsettings.schema.json are what the options classes say. <c>GATEWAY_WRITE_REFERENCE=1</c> writes them anew.
/// </summary>
public sealed class ReferenceTests : IAsyncLifetime
{
    private static readonly string SchemaFile = Repository.PathOf("docs", "appsettings.schema.json");
    private static readonly string[] Folders = ["examples", "ops"];
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly WebApplication _app = GatewayApplication.Create([$"--contentRoot={Repository.Root}"]);

    public static TheoryData<string> SettingsFiles =>
        [
            "appsettings.json",
            .. Folders
                .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "appsettings.json", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Order(StringComparer.Ordinal),
        ];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app.DisposeAsync();
    }

    [Fact]
    public void The_reference_says_what_the_options_classes_say() => ShouldHold(Repository.PathOf("docs", "configuration.md"), ReferenceText.Write(OptionsClasses.Registered(_app)));

    [Fact]
    public void The_schema_says_what_the_options_classes_say() => ShouldHold(SchemaFile, SettingsSchema.Write(OptionsClasses.Registered(_app)));

    [Theory]
    [MemberData(nameof(SettingsFiles))]
    public void Each_settings_file_names_the_schema_and_fits_it(string name)
    {
        var path = Repository.PathOf(name);
        using var settings = JsonDocument.Parse(File.ReadAllText(path), Lenient);

        Faults(settings.RootElement).ShouldBeEmpty();
        Path.GetFullPath(settings.RootElement.GetProperty("$schema").GetString()!, Path.GetDirectoryName(path)!).ShouldBe(SchemaFile);
    }

    [Theory]
    [InlineData("/Gateway/Refresh/Timout", "\"00:00:05\"")]
    [InlineData("/Gateway/Refresch", "{}")]
    [InlineData("/Gateway/Refresh/Timeout", "5")]
    [InlineData("/Gateway/Refresh/Timeout", "\"5 seconds\"")]
    [InlineData("/Gateway/Refresh/Timeout", "\"-00:00:05\"")]
    [InlineData("/Gateway/Refresh/Timeout", "\"24:00:00\"")]
    [InlineData("/Gateway/Admin/Key", "\"short\"")]
    [InlineData("/Gateway/Events/Webhook/Secret", "\"short\"")]
    [InlineData("/Gateway/AuthServers/default/Authority", "\"id.example.com\"")]
    [InlineData("/Gateway/Sessions/MaxPerUser", "0")]
    [InlineData("/Gateway/Sessions/MaxPerUser", "1001")]
    [InlineData("/Gateway/Sessions/MaxPerUser", "\"many\"")]
    [InlineData("/Gateway/Sessions/Format", "\"Open\"")]
    [InlineData("/Gateway/Redis/Configuration", "null")]
    [InlineData("/Gateway/Protection/TrustedProxies", "\"10.0.0.1\"")]
    [InlineData("/Gateway/AuthServers/default/Refresh/Pfad", "\"/refresh\"")]
    [InlineData("/Gateway/AuthServers/default/MaxConcurrentCalls", "10001")]
    [InlineData("/Gateway/AuthServers/default/SignOut/Scope", "\"Everyone\"")]
    [InlineData("/ReverseProxy/Routes/api/Metadata/Session", "\"Perhaps\"")]
    [InlineData("/ReverseProxy/Routes/api/Metadata/Replay", "false")]
    [InlineData("/ReverseProxy/Routes/api/Cluster", "\"api\"")]
    [InlineData("/ReverseProxy/Clusters/api/Destinations/one/Adress", "\"http://api\"")]
    [InlineData("/ReverseProxy/Clusters/api/HealthCheck/Active/Interval", "10")]
    public void A_mistake_does_not_fit_it_and_is_found_where_it_is(string place, string value)
    {
        var settings = new JsonObject();
        JsonNode section = settings;
        var names = place.Split('/')[1..];
        foreach (var name in names[..^1])
            section = section[name] = new JsonObject();
        section[names[^1]] = JsonNode.Parse(value);

        Faults(JsonSerializer.SerializeToElement(settings)).ShouldContain(fault => fault.StartsWith($"{place}: ", StringComparison.Ordinal));
    }

    internal static IEnumerable<string> Faults(JsonElement settings)
    {
        var schema = JsonSchema.FromText(File.ReadAllText(SchemaFile));
        var results = schema.Evaluate(settings, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : (results.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Values.Select(error => $"{detail.InstanceLocation}: {error}"));
    }

    private static void ShouldHold(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_REFERENCE") is { Length: > 0 })
            File.WriteAllText(path, text);
        File.ReadAllText(path).ShouldBe(text, $"{path} is out of date; GATEWAY_WRITE_REFERENCE=1 writes it anew");
    }
}
