using System.Text.Json;
using Gateway.Devices;

namespace Gateway.Tests.Devices;

public sealed class DeviceIdTests
{
    public static TheoryData<string> WellFormed =>
        [
            new string('a', 16),
            new string('a', 512),
            "0123456789ABCDEF",
            "abcdefghijklmnopqrstuvwxyz",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-",
            "----------------",
            "8f14e45fceea467a9af2d3b2f0c1a7de", // a uuid4 in hex
            "8f14e45f-ceea-467a-9af2-d3b2f0c1a7de",
            "dGhlIHRoaXJ0eS10d28gcmFuZG9tIGJ5dGVzIGhlcmU",
        ];

    public static TheoryData<string> Malformed =>
        [
            "",
            "a",
            new string('a', 15),
            new string('a', 513),
            new string('a', 100_000),
            "aaaaaaaaaaaaaaaa=",
            "aaaaaaaaaaaaaaaa+",
            "aaaaaaaaaaaaaaaa/",
            "aaaaaaaa aaaaaaaa",
            " aaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaa\n",
            "aaaaaaaaaaaaaaaa\0",
            "aaaaaaaa%2Daaaaaaaa",
            "aaaaaaaa.aaaaaaaa",
            "aaaaaaaa:aaaaaaaa",
            "aaaaaaaa{aaaaaaaa",
            "aaaaaaaa}aaaaaaaa",
            "aaaaaaaa*aaaaaaaa",
            "\"aaaaaaaaaaaaaaaa\"",
            "aaaaaaaaéaaaaaaaa",
            "aaaaaaaa٣aaaaaaaa", // a digit, but not of ASCII
            "ａａａａａａａａａａａａａａａａ",
            "aaaaaaaa\u200daaaaaaaa",
        ];

    [Theory, MemberData(nameof(WellFormed))]
    public void A_text_of_16_to_512_letters_digits_underscores_and_hyphens_is_one(string text)
    {
        DeviceId.IsWellFormed(text).ShouldBeTrue();
        DeviceId.Parse(text)!.Value.Reveal().ShouldBe(text);
    }

    [Theory, MemberData(nameof(Malformed))]
    public void Any_other_text_is_none(string text)
    {
        DeviceId.IsWellFormed(text).ShouldBeFalse();
        DeviceId.Parse(text).ShouldBeNull();
    }

    [Fact]
    public void A_new_one_is_43_characters_and_like_no_other()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => DeviceId.New().Reveal()).ToList();
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id.Length == 43 && DeviceId.IsWellFormed(id));
        // All 32 bytes are random: every character takes many values.
        Enumerable.Range(0, 42).ShouldAllBe(place => ids.Select(id => id[place]).Distinct().Count() > 40);
    }

    [Fact]
    public void Ids_differ_by_case()
    {
        var (lower, same, upper) = (DeviceId.Parse("abcdefghijklmnop")!.Value, DeviceId.Parse("abcdefghijklmnop")!.Value, DeviceId.Parse("ABCDEFGHIJKLMNOP")!.Value);
        (lower == same).ShouldBeTrue();
        lower.GetHashCode().ShouldBe(same.GetHashCode());
        (lower != upper).ShouldBeTrue();
        lower.Equals((object)"abcdefghijklmnop").ShouldBeFalse();
    }

    [Fact]
    public void It_never_prints_itself()
    {
        var id = DeviceId.New();
        id.ToString().ShouldBe("***");
        $"{id}".ShouldBe("***");
        JsonSerializer.Serialize(id).ShouldBe("{}");
    }

    [Fact]
    public void Without_a_text_it_is_empty_and_of_no_use() => DeviceId.Parse(default(DeviceId).Reveal()).ShouldBeNull();
}
