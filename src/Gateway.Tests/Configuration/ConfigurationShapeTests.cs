using System.Text;
using Gateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class ConfigurationShapeTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Text": "a", "Number": 1, "Flag": true, "Duration": "00:00:05", "Day": "Monday", "Address": "https://a", "Maybe": 3 }""")]
    [InlineData("""{ "text": "a", "NUMBER": "1", "flag": "True", "day": "MONDAY" }""")]
    [InlineData("""{ "Text": null, "Maybe": null, "Address": null, "List": null, "Map": null, "Part": null, "Parts": null }""")]
    [InlineData("""{ "Text": "", "List": [], "Map": {}, "Part": {}, "Parts": {} }""")]
    [InlineData("""{ "List": ["a", ""], "Numbers": [1, 2], "Map": { "any name": "b" }, "Part": { "Number": 1 }, "Parts": { "one": { "Number": 2 }, "two": {} } }""")]
    public void A_sound_section_has_no_fault(string json) => Faults(json).ShouldBeEmpty();

    [Theory]
    [InlineData("""{ "Txt": "a" }""", "S:Txt: is unknown; known here: Text, Number, Flag, Duration, Day, Address, Maybe, List, Numbers, Map, Part, Parts")]
    [InlineData("""{ "Txt": { "a": [1] } }""", "S:Txt: is unknown")]
    [InlineData("""{ "Computed": 1 }""", "S:Computed: is unknown")]
    [InlineData("""{ "Part": { "Nmber": 1 } }""", "S:Part:Nmber: is unknown; known here: Number")]
    [InlineData("""{ "Parts": { "one": { "Nmber": 1 } } }""", "S:Parts:one:Nmber: is unknown; known here: Number")]
    [InlineData("""{ "Number": "one" }""", "S:Number: 'one' is no valid whole number")]
    [InlineData("""{ "Number": 1.5 }""", "S:Number: '1.5' is no valid whole number")]
    [InlineData("""{ "Number": 2147483648 }""", "S:Number: '2147483648' is no valid whole number")]
    [InlineData("""{ "Number": "" }""", "S:Number: '' is no valid whole number")]
    [InlineData("""{ "Maybe": "x" }""", "S:Maybe: 'x' is no valid whole number")]
    [InlineData("""{ "Numbers": [1, "x"] }""", "S:Numbers:1: 'x' is no valid whole number")]
    [InlineData("""{ "Parts": { "one": { "Number": "x" } } }""", "S:Parts:one:Number: 'x' is no valid whole number")]
    [InlineData("""{ "Flag": "yes" }""", "S:Flag: 'yes' is no valid truth value (true or false)")]
    [InlineData("""{ "Flag": 1 }""", "S:Flag: '1' is no valid truth value (true or false)")]
    [InlineData("""{ "Day": "Mon" }""", "S:Day: 'Mon' is unknown; one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday is expected")]
    [InlineData("""{ "Day": 1 }""", "S:Day: '1' is unknown")]
    [InlineData("""{ "Day": "Monday, Tuesday" }""", "S:Day: 'Monday, Tuesday' is unknown")]
    [InlineData("""{ "Text": ["a"] }""", "S:Text: is a list or an object, but a single value is expected")]
    [InlineData("""{ "Number": { "a": 1 } }""", "S:Number: is a list or an object, but a single value is expected")]
    [InlineData("""{ "Map": { "a": { "b": "c" } } }""", "S:Map:a: is a list or an object, but a single value is expected")]
    [InlineData("""{ "List": "a" }""", "S:List: is a single value, but a list is expected")]
    [InlineData("""{ "Map": "a" }""", "S:Map: is a single value, but an object is expected")]
    [InlineData("""{ "Part": "a" }""", "S:Part: is a single value, but an object is expected")]
    [InlineData("""{ "Parts": "a" }""", "S:Parts: is a single value, but an object is expected")]
    [InlineData("""{ "Parts": { "one": "a" } }""", "S:Parts:one: is a single value, but an object is expected")]
    [InlineData("\"a\"", "S: is a single value, but an object is expected")]
    public void Each_kind_of_fault_is_told_with_its_full_key(string json, string fault) => Faults(json).ShouldHaveSingleItem().ShouldStartWith(fault);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.5")]
    [InlineData("23:59:59")]
    [InlineData("-00:00:05")]
    [InlineData("14.00:00:00")]
    [InlineData("00:10")]
    public void A_duration_has_colons(string text) => Faults($$"""{ "Duration": "{{text}}" }""").ShouldBeEmpty();

    [Theory]
    [InlineData("5")]
    [InlineData("0")]
    [InlineData("30s")]
    [InlineData("5 minutes")]
    [InlineData("00:00:60")]
    [InlineData("00:60:00")]
    [InlineData("a:b:c")]
    [InlineData("")]
    // Read by .NET as so many days.
    [InlineData("24:00:00")]
    [InlineData("48:00:00")]
    [InlineData("100:00:00.5")]
    [InlineData("-24:00:00")]
    public void Any_other_duration_is_a_fault_that_says_how_to_write_it(string text) =>
        Faults($$"""{ "Duration": "{{text}}" }""")
            .ShouldHaveSingleItem()
            .ShouldBe($"S:Duration: '{text}' is no duration; write hours:minutes:seconds, such as 00:00:30, or days as 14.00:00:00");

    [Fact]
    public void A_number_is_no_duration() => Faults("""{ "Duration": 30 }""").ShouldHaveSingleItem().ShouldStartWith("S:Duration: '30' is no duration");

    [Fact]
    public void All_faults_are_told_at_once() =>
        Faults("""{ "Txt": 1, "Number": "x", "Flag": "x", "Duration": "x", "Day": "x", "List": "x", "Map": { "a": [1] }, "Part": "x", "Parts": { "a": { "b": 1 }, "c": "x" } }""")
            .Select(fault => fault.Split(": ")[0])
            .ShouldBe(["S:Txt", "S:Number", "S:Flag", "S:Duration", "S:Day", "S:List", "S:Map:a", "S:Part", "S:Parts:a:b", "S:Parts:c"], ignoreOrder: true);

    // A text, or what is put in the place of a list or an object, may well be a secret.
    [Theory]
    [InlineData("""{ "Text": ["HIDDEN"] }""")]
    [InlineData("""{ "List": "HIDDEN" }""")]
    [InlineData("""{ "Map": "HIDDEN" }""")]
    [InlineData("""{ "Part": "HIDDEN" }""")]
    [InlineData("""{ "Map": { "a": { "b": "HIDDEN" } } }""")]
    [InlineData("""{ "Unknown": "HIDDEN" }""")]
    public void What_may_be_secret_is_not_repeated(string json) => Faults(json).ShouldHaveSingleItem().ShouldNotContain("HIDDEN");

    private static IReadOnlyList<string> Faults(string json)
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "S": {{json}} }"""))).Build();
        return [.. ConfigurationShape.Check(configuration.GetSection("S"), typeof(Sample)).Select(fault => fault.ToString())];
    }

    private sealed class Sample
    {
        public string? Text { get; set; }

        public int Number { get; set; }

        public bool Flag { get; set; }

        public TimeSpan Duration { get; set; }

        public DayOfWeek Day { get; set; }

        public Uri? Address { get; set; }

        public int? Maybe { get; set; }

        public IList<string>? List { get; set; }

        public int[]? Numbers { get; set; }

        public IReadOnlyDictionary<string, string>? Map { get; set; }

        public Part? Part { get; set; }

        public Parts? Parts { get; set; }

        public int Computed => Number;
    }

    private sealed class Part
    {
        public int Number { get; set; }
    }

    private sealed class Parts : Dictionary<string, Part>;
}
