using Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Configuration;

public sealed class ConfigurationSetupTests
{
    [Fact]
    public async Task Nothing_is_wrong_with_nothing() => (await FaultsAsync()).ShouldBeEmpty();

    [Fact]
    public async Task Options_are_bound_to_their_section() =>
        (await FaultsAsync(("Gateway:One:Size", "5"), ("gateway:two:SIZE", "6"), ("Elsewhere:Size", "no concern of ours"))).ShouldBeEmpty();

    [Fact]
    public async Task An_unknown_section_is_told_with_those_that_are_known() =>
        (await FaultsAsync(("Gateway:Won:Size", "5"), ("Gateway:Three", "x"))).ShouldBe(
            ["Gateway:Three: is unknown; known here: One, Two", "Gateway:Won: is unknown; known here: One, Two"]
        );

    [Fact]
    public async Task All_sections_are_checked_and_in_each_what_is_written_and_what_it_means() =>
        (await FaultsAsync(("Gateway:Zero:Size", "1"), ("Gateway:One:Siez", "5"), ("Gateway:One:Size", "1000"), ("Gateway:Two:Size", "x"))).ShouldBe(
            [
                "Gateway:Zero: is unknown; known here: One, Two",
                "Gateway:One:Siez: is unknown; known here: Size, Name, Delay",
                "Gateway:One:Size: 1000 is out of range",
                "Gateway:Two:Size: 'x' is no valid whole number",
            ]
        );

    // An operator who mends one fault must not find the next one behind it.
    [Fact]
    public async Task A_value_that_cannot_be_bound_hides_no_fault_beside_it() =>
        (await FaultsAsync(("Gateway:One:Delay", "soon"), ("Gateway:One:Size", "1000"), ("Gateway:One:Name", "a b"))).ShouldBe(
            [
                "Gateway:One:Delay: 'soon' is no duration; write hours:minutes:seconds, such as 00:00:30, or days as 14.00:00:00",
                "Gateway:One:Size: 1000 is out of range",
                "Gateway:One:Name: has a space",
            ],
            ignoreOrder: true
        );

    [Fact]
    public async Task A_value_that_cannot_be_bound_has_that_one_fault_only() =>
        (await FaultsAsync(("Gateway:One:Name:0", "a"))).ShouldBe(["Gateway:One:Name: is a list or an object, but a single value is expected"]);

    [Fact]
    public void The_exception_tells_all_faults_a_line_each()
    {
        var error = new ConfigurationFaultException(new Fault("A:B", "is wrong"), new Fault("C", "too"));
        error.Message.Split(Environment.NewLine).ShouldBe(["A:B: is wrong", "C: too"]);
        error.Faults.Count.ShouldBe(2);
    }

    private static async Task<IEnumerable<string>> FaultsAsync(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddChecked<One>("One")
            .AddChecked<Two>("Two")
            .BuildServiceProvider();
        return (await services.CheckConfigurationAsync()).Select(fault => fault.ToString());
    }

    private sealed class One : ICheckedOptions
    {
        public int Size { get; set; } = 1;

        public string Name { get; set; } = "one";

        public TimeSpan Delay { get; set; }

        public IEnumerable<Fault> Check(string section)
        {
            if (Size > 100)
                yield return new($"{section}:Size", $"{Size} is out of range");
            if (Name.Contains(' '))
                yield return new($"{section}:Name", "has a space");
        }
    }

    private sealed class Two : ICheckedOptions
    {
        public int Size { get; set; }

        public IEnumerable<Fault> Check(string section) => [];
    }
}
