namespace Gateway.Proxy;

/// <summary>
/// What a destination sends, until there is a reason to end: then the last words, where there are any, and the end. A WebSocket's frame that is
/// under way is passed whole before that, for as long as that takes up to a second.
/// </summary>
/// <remarks>
/// To give up a read of a destination ends its connection, and what had come of a frame would stay a part. So a frame's beginning is waited for
/// without taking a byte of it, and only that wait is given up at once; the reader alone looks at where the frames stand. Such a wait may end though nothing has
/// come, so where the reader itself only waits it is all that is done: it waits again before it takes bytes.
/// </remarks>
internal sealed class EndingStream : Stream
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Stream _inner;
    private readonly IDisposable? _watch;
    private readonly TimeProvider _time;
    private readonly FrameBoundary? _frames;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenRegistration[] _reasons;
    private Farewell? _farewell;
    private ITimer? _grace;
    private ReadOnlyMemory<byte> _lastWords;
    private bool _isOver;

    /// <param name="inner">What the destination sends.</param>
    /// <param name="watch">Ends with this stream.</param>
    /// <param name="time">The clock.</param>
    /// <param name="frames">Follows a WebSocket; null for all else.</param>
    /// <param name="reasons">When to end, and how. The first one counts.</param>
    public EndingStream(Stream inner, IDisposable? watch, TimeProvider time, FrameBoundary? frames, params (CancellationToken When, Farewell How)[] reasons)
    {
        (_inner, _watch, _time, _frames) = (inner, watch, time, frames);
        _reasons = [.. reasons.Select(reason => reason.When.UnsafeRegister(_ => EndSoon(reason.How), null))];
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
        if (_isOver || (IsEnding && IsBetweenFrames))
            return End(buffer);
        try
        {
            if (_frames is null || (buffer.IsEmpty && _frames.IsReached))
                return await ReadUntilAsync(_stop, buffer, cancellationToken);
            if (_frames.IsReached)
                _ = await ReadUntilAsync(_stop, Memory<byte>.Empty, cancellationToken);
            if (IsEnding && _frames.IsReached)
                return End(buffer);
            var read = await ReadUntilAsync(_cut, buffer, cancellationToken);
            _frames.Pass(buffer.Span[..read]);
            return read;
        }
        catch (Exception error) when (IsEnding && !cancellationToken.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            return End(buffer);
        }
    }

    private async ValueTask<int> ReadUntilAsync(CancellationTokenSource end, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        return await _inner.ReadAsync(buffer, linked.Token);
    }

    private bool IsEnding => Volatile.Read(ref _farewell) is not null;

    private bool IsBetweenFrames => _frames?.IsReached is not false;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _farewell) is { IsFinal: true } ? default : _inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var reason in _reasons)
                reason.Unregister();
            _grace?.Dispose();
            _watch?.Dispose();
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private void EndSoon(Farewell how)
    {
        if (Interlocked.CompareExchange(ref _farewell, how, null) is not null)
            return;
        if (_frames is not null)
            _grace = _time.CreateTimer(_ => _cut.Cancel(), null, Grace, Timeout.InfiniteTimeSpan);
        _stop.Cancel();
    }

    private int End(Memory<byte> buffer)
    {
        if (!_isOver)
        {
            _farewell!.OnEnd?.Invoke();
            _lastWords = _farewell.LastWords;
            _isOver = true;
        }
        if (!IsBetweenFrames)
            return 0; // a close frame in the middle of another would be taken for its payload
        var said = Math.Min(_lastWords.Length, buffer.Length);
        _lastWords[..said].CopyTo(buffer);
        _lastWords = _lastWords[said..];
        return said;
    }
}
