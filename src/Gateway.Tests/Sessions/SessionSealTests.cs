using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Devices;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions;

public sealed class SessionSealTests
{
    private const string Record = "gateway:session:abc";
    private const string Field = "access_token";
    private const string Token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl";

    private readonly DeviceId _device = DeviceId.New();

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(Token)]
    [InlineData("with spaces, \"quotes\", = and ünïcödé 🔑")]
    public void What_is_sealed_can_be_opened(string text) => Seal().Open(Field, Seal().Seal(Field, text)).ShouldBe(text);

    [Fact]
    public void A_large_text_can_be_sealed()
    {
        var text = new string('x', 1_000_000);
        Seal().Open(Field, Seal().Seal(Field, text)).ShouldBe(text);
    }

    [Fact]
    public void No_two_seals_are_alike() => Enumerable.Range(0, 1000).Select(_ => Seal().Seal(Field, Token)).ShouldBeUnique();

    [Fact]
    public void A_seal_hides_the_text_and_the_device()
    {
        var value = Seal().Seal(Field, Token);
        value.ShouldMatch("^v1\\.[A-Za-z0-9_-]+$");
        var bytes = Encoding.Latin1.GetString(Base64Url.DecodeFromChars(value.AsSpan(3)));
        bytes.ShouldNotContain(Token[..12]);
        bytes.ShouldNotContain(_device.Reveal()[..12]);
    }

    [Fact]
    public void Another_device_cannot_open_it() => new SessionSeal(DeviceId.New(), Record).Open(Field, Seal().Seal(Field, Token)).ShouldBeNull();

    [Fact]
    public void It_opens_in_its_own_record_only() => new SessionSeal(_device, Record + "d").Open(Field, Seal().Seal(Field, Token)).ShouldBeNull();

    [Theory]
    [InlineData("refresh_token")]
    [InlineData("ACCESS_TOKEN")]
    [InlineData("")]
    public void It_opens_in_its_own_field_only(string other) => Seal().Open(other, Seal().Seal(Field, Token)).ShouldBeNull();

    [Fact]
    public void A_change_of_any_character_breaks_it()
    {
        var value = Seal().Seal(Field, Token);
        for (var i = 0; i < value.Length; i++)
        {
            var changed = value.ToCharArray();
            changed[i] = changed[i] is 'A' ? 'B' : 'A';
            Seal().Open(Field, new string(changed)).ShouldBeNull($"changed at {i}");
        }
    }

    [Fact]
    public void A_change_of_any_bit_breaks_it()
    {
        var box = Base64Url.DecodeFromChars(Seal().Seal(Field, Token).AsSpan(3));
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            box[bit / 8] ^= (byte)(1 << (bit % 8));
            Seal().Open(Field, "v1." + Base64Url.EncodeToString(box)).ShouldBeNull($"bit {bit}");
            box[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void What_is_cut_off_does_not_open()
    {
        var value = Seal().Seal(Field, Token);
        for (var length = 0; length < value.Length; length++)
            Seal().Open(Field, value[..length]).ShouldBeNull($"cut at {length}");
        Seal().Open(Field, value + "AAAA").ShouldBeNull();
        Seal().Open(Field, value + value).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.")]
    [InlineData("v1.AAAA")]
    [InlineData("v1.===")]
    [InlineData("v1.not base64!")]
    [InlineData("v2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("V1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(Token)]
    [InlineData("v1.éééééééé")]
    public void What_is_no_seal_does_not_open(string value) => Seal().Open(Field, value).ShouldBeNull();

    [Fact]
    public void Nonsense_never_throws()
    {
        const string Alphabet = "ABab01-_=+/. \n\0é";
        for (var i = 0; i < 20_000; i++)
        {
            var nonsense = RandomNumberGenerator.GetString(Alphabet, RandomNumberGenerator.GetInt32(60));
            Seal().Open(Field, "v1." + nonsense).ShouldBeNull(nonsense);
        }
    }

    [Fact]
    public async Task Many_threads_can_use_one_seal()
    {
        var seal = Seal();
        var opened = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => seal.Open(Field, seal.Seal(Field, $"{Token}{i}")) == $"{Token}{i}", TestContext.Current.CancellationToken))
        );
        opened.ShouldAllBe(isSame => isSame);
    }

    private SessionSeal Seal() => new(_device, Record);
}
