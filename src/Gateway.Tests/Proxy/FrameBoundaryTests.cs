using System.Buffers.Binary;
using Gateway.Proxy;

namespace Gateway.Tests.Proxy;

/// <summary>Frames of every header there is, cut anywhere: the boundary is reached after each whole frame and nowhere else.</summary>
public sealed class FrameBoundaryTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(125, true)]
    [InlineData(126, false)]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    [InlineData(200_000, true)]
    public void It_is_reached_at_the_end_of_a_frame_only(int length, bool isMasked)
    {
        var frame = Frame(length, isMasked);
        var frames = new FrameBoundary();
        frames.IsReached.ShouldBeTrue();

        for (var i = 0; i < frame.Length - 1; i++)
        {
            frames.Pass(frame.AsSpan(i, 1));
            frames.IsReached.ShouldBeFalse($"after {i + 1} of {frame.Length} bytes");
        }
        frames.Pass(frame.AsSpan(^1));
        frames.IsReached.ShouldBeTrue();
    }

    [Fact]
    public void It_is_found_behind_any_number_of_frames_however_they_are_cut()
    {
        var random = new Random(20261124);
        var bytes = Enumerable.Range(0, 200).SelectMany(_ => Frame(random.Next(0, 70_000), random.Next(2) is 0)).ToArray();
        var frames = new FrameBoundary();

        for (var i = 0; i < bytes.Length; )
        {
            var taken = Math.Min(random.Next(1, 30_000), bytes.Length - i);
            frames.Pass(bytes.AsSpan(i, taken));
            i += taken;
        }

        frames.IsReached.ShouldBeTrue();
        frames.Pass([0x82]);
        frames.IsReached.ShouldBeFalse();
    }

    private static byte[] Frame(int length, bool isMasked)
    {
        var mask = isMasked ? 0x80 : 0;
        var header = length switch
        {
            < 126 => new byte[] { 0x82, (byte)(mask | length) },
            <= ushort.MaxValue => [0x82, (byte)(mask | 126), 0, 0],
            _ => [0x82, (byte)(mask | 127), 0, 0, 0, 0, 0, 0, 0, 0],
        };
        if (header.Length is 4)
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)length);
        else if (header.Length is 10)
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), (ulong)length);
        return [.. header, .. new byte[isMasked ? 4 : 0], .. new byte[length]];
    }
}
