namespace Gateway.Devices;

/// <summary>Walks the <c>name=value</c> pairs of a Cookie header (RFC 6265 section 4.2.1) without allocating.</summary>
internal ref struct CookiePairs(ReadOnlySpan<char> header)
{
    private const string Leading = "= \t";

    private ReadOnlySpan<char> _rest = header;

    public ReadOnlySpan<char> Name { get; private set; }

    public ReadOnlySpan<char> Value { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf(';');
            // A nameless cookie that holds a pair: some servers read it as that pair.
            var pair = (end < 0 ? _rest : _rest[..end]).TrimStart(Leading).Trim();
            _rest = end < 0 ? default : _rest[(end + 1)..];
            var equals = pair.IndexOf('=');
            if (equals <= 0)
                continue;
            Name = pair[..equals].TrimEnd();
            Value = pair[(equals + 1)..].TrimStart().Trim('"');
            return true;
        }
        return false;
    }
}
