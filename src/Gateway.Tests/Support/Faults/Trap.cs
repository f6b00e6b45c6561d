using System.Text;

namespace Gateway.Tests.Support.Faults;

/// <summary>Waits in the traffic for a text, and works once.</summary>
internal sealed class Trap(TrapKind kind, string text)
{
    private readonly byte[] _text = Encoding.ASCII.GetBytes(text);
    private readonly TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TrapKind Kind => kind;

    /// <summary>Ends when it has worked.</summary>
    public Task Sprung => _sprung.Task;

    /// <summary>Whether the text ends in <paramref name="chunk"/>; the chunk before may hold its beginning.</summary>
    public bool IsIn(ReadOnlySpan<byte> before, ReadOnlySpan<byte> chunk)
    {
        before = before[Math.Max(0, before.Length - _text.Length + 1)..];
        Span<byte> joint = [.. before, .. chunk[..Math.Min(chunk.Length, _text.Length - 1)]];
        return joint.IndexOf(_text) >= 0 || chunk.IndexOf(_text) >= 0;
    }

    public void Tell() => _sprung.TrySetResult();
}
