using System.Buffers.Binary;

namespace Gateway.Proxy;

/// <summary>Follows a stream of WebSocket frames (RFC 6455 section 5.2) and tells whether it stands between two of them.</summary>
internal sealed class FrameBoundary
{
    private const int LongestHeader = 14;
    private readonly byte[] _header = new byte[LongestHeader];
    private int _headerLength;
    private ulong _payloadLeft;

    /// <summary>Whether the next byte begins a frame.</summary>
    public bool IsReached => _headerLength is 0 && _payloadLeft is 0;

    /// <summary>Some more bytes have passed.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_payloadLeft > 0)
            {
                var passed = (int)Math.Min(_payloadLeft, (ulong)bytes.Length);
                _payloadLeft -= (ulong)passed;
                bytes = bytes[passed..];
                continue;
            }
            _header[_headerLength++] = bytes[0];
            bytes = bytes[1..];
            if (_headerLength < HeaderLength())
                continue;
            _payloadLeft = PayloadLength();
            _headerLength = 0;
        }
    }

    private int HeaderLength() =>
        _headerLength < 2
            ? 2
            : 2
                + (_header[1] & 0x7F) switch
                {
                    127 => 8,
                    126 => 2,
                    _ => 0,
                }
                + ((_header[1] & 0x80) is 0 ? 0 : 4);

    private ulong PayloadLength() =>
        (_header[1] & 0x7F) switch
        {
            127 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)),
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            var length => (ulong)length,
        };
}
