using System.Text;
using Gateway.Events;

namespace Gateway.Tests.Events;

/// <summary>A session and its events lie in one slot of a Redis Cluster, so that one script may change both.</summary>
public sealed class OutboxKeysTests
{
    // Fails when the outbox's key does not bring the record's own braces along.
    [Theory]
    [InlineData("gateway:", "gateway:session:abc")]
    [InlineData("gateway:", "abc")]
    [InlineData("", "abc")]
    [InlineData("gateway:", "{gw}:session:abc")]
    [InlineData("gateway:", "session:{abc}")]
    [InlineData("gateway:", "session:{abc}:{def}")]
    [InlineData("gateway:", "a{b:abc")]
    [InlineData("gateway:", "a{b{c}:abc")]
    [InlineData("{gw}:", "{gw}:session:abc")]
    public void They_share_a_slot_and_no_two_records_an_outbox(string prefix, string record)
    {
        var keys = new OutboxKeys(prefix);

        Slot(keys.Of(record)).ShouldBe(Slot(record));
        keys.Of(record).ShouldStartWith(prefix);
        keys.Of(record + "d").ShouldNotBe(keys.Of(record));
        keys.Of(record).ShouldNotBe(keys.Queue);
    }

    // As the Redis Cluster specification has it, with its own example.
    [Fact]
    public void Slots_are_told_as_Redis_does()
    {
        Crc16("123456789"u8).ShouldBe((ushort)0x31C3);
        Slot("{user1000}.following").ShouldBe(Slot("{user1000}.followers"));
        Slot("foo{}{bar}").ShouldBe(Crc16("foo{}{bar}"u8) % 16384);
        Slot("foo{{bar}}zap").ShouldBe(Slot("{bar"));
    }

    private static int Slot(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        if (open >= 0 && key.IndexOf('}', open + 1) is var close && close > open + 1)
            key = key[(open + 1)..close];
        return Crc16(Encoding.UTF8.GetBytes(key)) % 16384;
    }

    // CRC-16/XMODEM.
    private static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        var crc = 0;
        foreach (var one in bytes)
        {
            crc ^= one << 8;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) is 0 ? crc << 1 : (crc << 1) ^ 0x1021;
        }
        return (ushort)crc;
    }
}
