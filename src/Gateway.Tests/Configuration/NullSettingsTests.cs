using System.Text;
using Gateway.Configuration;
using Gateway.Devices;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Configuration;

/// <summary>null in a file is a value like any other: a fault where one is needed, nothing to say where it may be absent.</summary>
public sealed class NullSettingsTests
{
    [Theory]
    [InlineData("""{ "Devices": { "CookieName": null } }""", "Devices:CookieName: is null, but a value is expected")]
    [InlineData("""{ "Devices": { "Domain": null } }""", null)]
    [InlineData("""{ "Devices": { } }""", null)]
    public void Null_is_a_fault_where_a_value_is_needed(string json, string? fault)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();

        var faults = ConfigurationShape.Check(configuration.GetSection("Devices"), typeof(DevicesOptions)).Select(found => found.ToString());

        faults.ShouldBe(fault is null ? [] : [fault]);
    }
}
