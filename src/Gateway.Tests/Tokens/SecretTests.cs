using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tokens;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Gateway.Tests.Tokens;

public sealed class SecretTests
{
    private const string Text = "eyJ-the-secret-text";

    private static readonly JsonSerializerOptions Everything = new() { IncludeFields = true };
    private static readonly Secret Secret = new(Text);

    private static readonly TokenSet Tokens = new()
    {
        AccessToken = Secret,
        AccessExpiry = DateTimeOffset.UnixEpoch,
        AccessLifetime = TimeSpan.FromMinutes(5),
        RefreshToken = Secret,
        RefreshExpiry = DateTimeOffset.UnixEpoch,
        IdToken = Secret,
    };

    // Everything that holds a secret of ours, as somebody may log or serialize it.
    public static TheoryData<object> Holders =>
        [
            Secret,
            Tokens,
            DeviceId.Parse(Text)!.Value,
            new Session { Device = DeviceId.Parse(Text)!.Value, Key = "k", AuthServer = "default", Tokens = Tokens },
            new Dictionary<string, Secret> { ["token"] = Secret },
            new { Token = Secret, Inner = new[] { Tokens } },
            (Secret, 1),
        ];

    [Fact]
    public void Only_Reveal_gives_the_text()
    {
        Secret.Reveal().ShouldBe(Text);
        new Secret("").Reveal().ShouldBe("");
        default(Secret).Reveal().ShouldBe("");
    }

    [Fact]
    public void Text_of_it_is_three_stars()
    {
        Secret.ToString().ShouldBe("***");
        $"{Secret}".ShouldBe("***");
        $"{Secret,5}".ShouldBe("  ***");
        string.Format(CultureInfo.InvariantCulture, "{0:x}", Secret).ShouldBe("***");
        string.Concat("a", Secret).ShouldBe("a***");
        default(Secret).ToString().ShouldBe("***");
    }

    [Theory, MemberData(nameof(Holders), DisableDiscoveryEnumeration = true)]
    public void It_never_prints_itself(object holder)
    {
        $"{holder}".ShouldNotContain(Text);
    }

    [Theory, MemberData(nameof(Holders), DisableDiscoveryEnumeration = true)]
    public void It_is_never_serialized(object holder) =>
        JsonSerializer.Serialize(holder, Everything).ShouldNotContain(Text);

    [Theory, MemberData(nameof(Holders), DisableDiscoveryEnumeration = true)]
    public void It_is_never_logged_not_even_taken_apart(object holder)
    {
        using var written = new Written();
        using var log = new LoggerConfiguration().WriteTo.Sink(written).CreateLogger();

        log.Information("{Holder} {@Holder2} {$Holder3}", holder, holder, holder);

        written.Lines.ShouldContain("Holder2");
        written.Lines.ShouldNotContain(Text);
    }

    [Theory, InlineData(typeof(Secret)), InlineData(typeof(DeviceId))]
    public void A_debugger_shows_stars(Type type)
    {
        type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value.ShouldBe("***");
        type.GetCustomAttribute<DebuggerTypeProxyAttribute>().ShouldBeNull();
    }

    // A serializer or a logger takes what is public and readable.
    [Theory, InlineData(typeof(Secret)), InlineData(typeof(DeviceId))]
    public void Nothing_public_holds_the_text(Type type)
    {
        type.GetProperties().ShouldAllBe(property => property.PropertyType != typeof(string));
        type.GetFields().ShouldBeEmpty();
        type.GetMethods().ShouldNotContain(method => method.Name == "op_Implicit" || method.Name == "op_Explicit");
    }

    [Fact]
    public void Two_are_equal_when_their_texts_are()
    {
        var same = new Secret(new string(Text.AsSpan()));
        (Secret == same).ShouldBeTrue();
        (Secret != same).ShouldBeFalse();
        Secret.Equals((object)same).ShouldBeTrue();
        Secret.GetHashCode().ShouldBe(same.GetHashCode());
        (default == new Secret("")).ShouldBeTrue();
        default(Secret).GetHashCode().ShouldBe(new Secret("").GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("eyJ-the-secret-texT")]
    [InlineData("eyJ-the-secret-tex")]
    [InlineData("eyJ-the-secret-text ")]
    public void Two_are_unequal_when_their_texts_are(string other)
    {
        (Secret == new Secret(other)).ShouldBeFalse();
        (Secret != new Secret(other)).ShouldBeTrue();
        Secret.Equals((object)other).ShouldBeFalse();
    }

    [Fact]
    public void It_is_empty_without_a_text()
    {
        default(Secret).IsEmpty.ShouldBeTrue();
        new Secret("").IsEmpty.ShouldBeTrue();
        new Secret(" ").IsEmpty.ShouldBeFalse();
    }

    private sealed class Written : ILogEventSink, IDisposable
    {
        private readonly StringWriter _lines = new(CultureInfo.InvariantCulture);

        public string Lines => _lines.ToString();

        public void Emit(LogEvent logEvent)
        {
            new JsonFormatter(renderMessage: true).Format(logEvent, _lines);
            logEvent.RenderMessage(_lines, CultureInfo.InvariantCulture);
        }

        public void Dispose() => _lines.Dispose();
    }
}
