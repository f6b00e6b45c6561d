using Gateway.Sessions;

namespace Gateway.Proxy;

/// <summary>
/// What a destination sends, until the session ends: then the last words, where there are any, and the end. A WebSocket's frame that is
/// under way is passed whole before that, for as long as that takes up to a second.
/// </summary>
internal sealed class EndingStream : Stream
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Stream _inner;
    private readonly WatchedSession _watched;
    private readonly FrameBoundary? _frames;
    private readonly Action? _onEnd;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _ended;
    private readonly TimeProvider _time;
    private ITimer? _grace;
    private ReadOnlyMemory<byte> _lastWords;
    private bool _isOver;

    public EndingStream(Stream inner, WatchedSession watched, TimeProvider time, FrameBoundary? frames, ReadOnlyMemory<byte> lastWords, Action? onEnd)
    {
        (_inner, _watched, _time, _frames, _lastWords, _onEnd) = (inner, watched, time, frames, lastWords, onEnd);
        _ended = watched.Ended.UnsafeRegister(_ => EndSoon(), null);
    }

    public override bool CanRead => true;

    public override bool CanWrite => _inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isOver || (_watched.Ended.IsCancellationRequested && IsBetweenFrames))
            return End(buffer);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            var read = await _inner.ReadAsync(buffer, linked.Token);
            _frames?.Pass(buffer.Span[..read]);
            return read;
        }
        catch (Exception error) when (_watched.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            return End(buffer);
        }
    }

    private bool IsBetweenFrames => _frames?.IsReached is not false;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended.Unregister();
            _grace?.Dispose();
            _watched.Dispose();
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private void EndSoon()
    {
        if (IsBetweenFrames)
            _stop.Cancel();
        else
            _grace = _time.CreateTimer(_ => _stop.Cancel(), null, Grace, Timeout.InfiniteTimeSpan);
    }

    private int End(Memory<byte> buffer)
    {
        if (!_isOver)
            _onEnd?.Invoke();
        _isOver = true;
        if (!IsBetweenFrames)
            return 0; // a close frame in the middle of another would be taken for its payload
        var said = Math.Min(_lastWords.Length, buffer.Length);
        _lastWords[..said].CopyTo(buffer);
        _lastWords = _lastWords[said..];
        return said;
    }
}
