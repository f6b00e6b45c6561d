using Gateway.Devices;

namespace Gateway.Tests.Devices;

public sealed class CookiePairsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData(";;  ; ", "")]
    [InlineData("a=b", "[a|b]")]
    [InlineData("a=b; c=d", "[a|b][c|d]")]
    [InlineData("a=b;c=d", "[a|b][c|d]")]
    [InlineData("  a  =  b  ;\tc=d\t", "[a|b][c|d]")]
    [InlineData("a=b; a=c", "[a|b][a|c]")]
    [InlineData("a=", "[a|]")]
    [InlineData("a=b=c==", "[a|b=c==]")]
    [InlineData("a=\"b\"", "[a|b]")]
    [InlineData("a=\"\"", "[a|]")]
    [InlineData("a=b\"c", "[a|b\"c]")]
    [InlineData("a", "")]
    [InlineData("=b", "")]
    [InlineData("a; =b; c=d", "[c|d]")]
    [InlineData("=a=b; = =c=d", "[a|b][c|d]")] // nameless, and read by some as if it were not
    [InlineData("$Version=1; a=b", "[$Version|1][a|b]")]
    [InlineData("a=b,c; d=é", "[a|b,c][d|é]")]
    public void They_are_the_names_and_values_of_a_header(string? header, string expected)
    {
        var pairs = new CookiePairs(header);
        var found = "";
        while (pairs.MoveNext())
            found += $"[{pairs.Name}|{pairs.Value}]";

        found.ShouldBe(expected);
    }
}
