using System.IO.Pipelines;
using Gateway.Proxy;
using Gateway.Tests.Support;

namespace Gateway.Tests.Proxy;

/// <summary>
/// A WebSocket whose end comes just as a frame begins: the frame is passed whole and the close frame follows it, never in its middle and never not at all.
/// Fails when the end looks at where the frames stand before what was read has been counted, and when a read is given up that has taken bytes.
/// </summary>
public sealed class EndingStreamTests : IDisposable
{
    private static readonly byte[] Frame = [0x82, 4, 1, 2, 3, 4];
    private static readonly byte[] LastWords = [0x88, 0];

    private readonly Pipe _destination = new();
    private readonly CancellationTokenSource _end = new();
    private readonly FakeTime _time = new();

    // Longer than anything here takes, short of a hanging test.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task A_frame_that_begins_as_the_end_comes_is_passed_whole()
    {
        await using var stream = Stream(onTaken: _end.Cancel);
        await _destination.Writer.WriteAsync(Frame.AsMemory(0, 3), Cancellation);

        var first = await ReadAsync(stream);
        var rest = ReadAsync(stream);
        await _destination.Writer.WriteAsync(Frame.AsMemory(3), Cancellation);

        first.Concat(await rest).ShouldBe(Frame);
        (await ReadAsync(stream)).ShouldBe(LastWords);
        (await ReadAsync(stream)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Between_two_frames_the_end_comes_at_once()
    {
        await using var stream = Stream();
        var read = ReadAsync(stream);

        await _end.CancelAsync();

        (await read).ShouldBe(LastWords);
    }

    // As a socket's readiness may come late, for bytes that were read by then; YARP waits before it takes a buffer. Fails when bytes are taken after its wait alone.
    [Fact]
    public async Task A_wait_that_ended_though_nothing_had_come_holds_the_end_up_no_longer()
    {
        await using var stream = Stream(falseAlarms: 1);
        (await stream.ReadAsync(Memory<byte>.Empty, Cancellation).AsTask().WaitAsync(Patience, Cancellation)).ShouldBe(0);
        var read = ReadAsync(stream);

        await _end.CancelAsync();

        (await read.WaitAsync(Patience, Cancellation)).ShouldBe(LastWords);
    }

    [Fact]
    public async Task A_frame_that_does_not_end_is_cut_after_a_second()
    {
        await using var stream = Stream();
        await _destination.Writer.WriteAsync(Frame.AsMemory(0, 3), Cancellation);
        (await ReadAsync(stream)).ShouldBe(Frame.AsSpan(0, 3).ToArray());
        var rest = ReadAsync(stream);

        await _end.CancelAsync();
        rest.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await rest).ShouldBeEmpty();
    }

    // At shutdown a client may still say goodbye. Fails when what is said after the end of a session is passed on.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_final_end_the_destination_hears_nothing_more(bool isFinal)
    {
        var heard = new MemoryStream();
        await using var stream = new EndingStream(heard, null, _time, new FrameBoundary(), (_end.Token, new Farewell(LastWords, null, isFinal)));
        await stream.WriteAsync(new byte[] { 1 }, Cancellation);

        await _end.CancelAsync();
        await stream.WriteAsync(new byte[] { 2 }, Cancellation);

        heard.ToArray().ShouldBe(isFinal ? [1] : [1, 2]);
    }

    private EndingStream Stream(Action? onTaken = null, int falseAlarms = 0) =>
        new(new Connection(_destination.Reader.AsStream(), onTaken, falseAlarms), null, _time, new FrameBoundary(), (_end.Token, new Farewell(LastWords, null, IsFinal: true)));

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        var buffer = new byte[64];
        return buffer[..await stream.ReadAsync(buffer, Cancellation)];
    }

    /// <summary>As a connection of the HTTP client: a read that was given up is its end.</summary>
    private sealed class Connection(Stream inner, Action? onTaken, int falseAlarms) : ReadOnlyStream
    {
        private bool _isGone;
        private int _falseAlarms = falseAlarms;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isGone)
                throw new IOException("The connection has been given up.");
            if (buffer.IsEmpty && _falseAlarms-- > 0)
                return 0;
            try
            {
                var read = await inner.ReadAsync(buffer, cancellationToken);
                if (read > 0)
                    onTaken?.Invoke();
                return read;
            }
            catch (OperationCanceledException)
            {
                _isGone = true;
                throw;
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
