using System.Text;
using Gateway.Events;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;

namespace Gateway.Tests.Events;

public sealed class WebhookSignatureTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Body = """{"a":1}""";

    // printf '1795550400.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
    [Fact]
    public void It_is_what_openssl_says() =>
        SignatureOf(DateTimeOffset.FromUnixTimeSeconds(1795550400)).ShouldBe("t=1795550400,v1=d1e2a842741cc7539dd9cc9e51c9985e1abc81a8951fbcaba9b6c007341172ad");

    [Fact]
    public async Task The_check_in_Python_takes_what_is_ours_alone()
    {
        Assert.SkipUnless(Executables.Find("python3") is not null, "python3 is not on PATH");
        var asked = Cases.Select(asked => $"print(is_from_gateway('{asked.Secret}', '{asked.Header}', b'{asked.Body}'))");
        await using var python = Container.Start("python3", ["-c", string.Join('\n', asked.Prepend(Documented("python")))], ".");

        (await python.ExitAsync()).ShouldBe(0, python.Log);
        python.Log.Split('\n').ShouldBe(Cases.Select(asked => asked.IsOurs ? "True" : "False"));
    }

    [Fact]
    public void The_check_in_CSharp_takes_what_is_ours_alone()
    {
        File.ReadAllText(Repository.PathOf("src", "Gateway.Tests", "Events", "DocumentedCheck.cs")).ShouldContain(Indented(Documented("csharp")));
        foreach (var (secret, header, body, isOurs) in Cases)
            DocumentedCheck.IsFromGateway(secret, header, Encoding.UTF8.GetBytes(body)).ShouldBe(isOurs, header);
    }

    private static IEnumerable<(string Secret, string Header, string Body, bool IsOurs)> Cases
    {
        get
        {
            var now = DateTimeOffset.UtcNow;
            yield return (Secret, SignatureOf(now), Body, true);
            yield return (Secret, SignatureOf(now), Body + " ", false);
            yield return (Secret + "x", SignatureOf(now), Body, false);
            yield return (Secret, SignatureOf(now.AddMinutes(-6)), Body, false);
            yield return (Secret, SignatureOf(now) + "0", Body, false);
            yield return (Secret, $"t={new string('9', 12)},v1={new string('0', 64)}", Body, false); // no time that there is
            yield return (Secret, "", Body, false);
        }
    }

    private static string SignatureOf(DateTimeOffset now) => new WebhookSignature(Secret).Of(Encoding.UTF8.GetBytes(Body), now);

    private static string Documented(string language) => DocBlock.Of("docs", "events.md").Single(block => block.Language == language).Text;

    private static string Indented(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(line => "    " + line)).Replace("    static", "    public static", StringComparison.Ordinal);
}
