using System.Reflection;
using System.Xml.Linq;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Tests.Conventions;

/// <summary>The top appsettings.json is the documentation: all settings, each with its default and a comment, and nothing else.</summary>
public sealed class SettingsTests : IAsyncLifetime
{
    private readonly IReadOnlyList<SettingsFile.Setting> _written = SettingsFile.Read();
    private readonly WebApplication _app = GatewayApplication.Create([$"--contentRoot={Repository.Root}"]);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app.DisposeAsync();
    }

    [Fact]
    public void Every_setting_stands_in_the_file_with_its_default_and_nothing_else_does()
    {
        var settings = OptionsClasses.Registered(_app).SelectMany(options => OptionsClasses.SettingsOf(options.Section, options.Type)).ToList();

        settings.Count.ShouldBeGreaterThan(20);
        _written
            .Where(setting => setting.Key.StartsWith("Gateway:", StringComparison.Ordinal))
            .Select(setting => (setting.Key, setting.Json))
            .ShouldBe(settings, ignoreOrder: true);
    }

    [Fact]
    public void Every_setting_is_commented() =>
        _written.Where(setting => setting.Key.StartsWith("Gateway:", StringComparison.Ordinal) && !setting.IsCommented).Select(setting => setting.Key).ShouldBeEmpty();

    [Fact]
    public void The_file_has_no_further_sections() =>
        _written.Select(setting => setting.Key.Split(':')[0]).Distinct().ShouldBe(["$schema", "Gateway", "ReverseProxy", "Serilog"], ignoreOrder: true);

    [Fact]
    public async Task The_file_as_it_is_has_no_fault() => (await _app.Services.CheckConfigurationAsync()).ShouldBeEmpty();

    // What stands below an auth server's name is too much for the file; there the class is the documentation.
    [Fact]
    public void Every_option_is_documented_in_its_class()
    {
        var documented = XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, "Gateway.xml"))
            .Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace(member.Element("summary")?.Value))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();
        var properties = OptionsClasses.Registered(_app).SelectMany(options => OptionsClasses.PropertiesOf(options.Type)).ToList();

        properties.ShouldContain(property => property.DeclaringType!.Name == "CallOptions");
        properties.Select(NameInDocumentation).Where(name => !documented.Contains(name)).ShouldBeEmpty();
    }

    private static string NameInDocumentation(PropertyInfo property) => $"P:{property.DeclaringType!.FullName}.{property.Name}";
}
