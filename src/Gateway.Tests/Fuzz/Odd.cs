using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Fuzz;

/// <summary>Makes what nobody expects, the same for the same seed.</summary>
internal sealed class Odd(int seed)
{
    /// <summary>Stands in most texts, so that it is seen where one of them gets to.</summary>
    public const string Mark = "MARK";

    private static readonly string[] Names =
    [
        .. new[] { "access_token", "refresh_token", "id_token", "token_type", "expires_in", "refresh_expires_in", "error", "error_description", "data", "tokens", "sub", "email" },
        .. new[] { "exp", "iat", "", "a", "access_token.x", "user", "ACCESS_TOKEN", "access\\u005ftoken", "\\ud800", "\\u0000" },
    ];

    private static readonly string[] Scalars =
    [
        .. new[] { "null", "true", "0", "-1", "3600", "1e308", "1e999", "-1e999", "99999999999999999999", "0.0000001", "253402300800", "-62135596801", "1e400" },
        .. new[] { "2.5", "{}", "[]", "\"\"", "\" \"", "\"3600\"", "\"-5\"", "\"NaN\"", "\"Infinity\"", "\"1e308\"", "\"invalid_grant\"", "\"invalid_client\"" },
    ];

    private static readonly string[] Texts =
    [
        .. new[] { "", " ", "\0", "\r\nX-Evil: 1", "a\nb", "\t", "é", "日本", "\ud800", "\udfff", "\u2028", "\ufeff", "\u007f", "Bearer", "..", "null", "{refresh_token}" },
        .. new[] { "NaN", "Infinity", "-1", "1e400", "0x10", "99999999999999999999", "1_000", "-0", "9999-12-31T23:59:59Z", "0001-01-01 00:00:00+14:00", "2026-13-45", "12:00" },
        .. new[] { "2026-09-06 19:01:45.165131+00:00", "253402300799.9", "//evil.example", "/\\evil.example", "%2f%2f", "%00", "%", ";", "=", ",", "\"", "\\", "a=b; c=d", "'" },
    ];

    private readonly Random _random = new(unchecked((int)(seed * 2654435761L)));

    /// <summary>True once in so many times.</summary>
    public bool Once(int times) => _random.Next(times) is 0;

    public int Number(int below) => _random.Next(below);

    public T Of<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    /// <summary>A text, mostly short, that may hold anything a string can hold.</summary>
    public string Text() =>
        _random.Next(10) switch
        {
            < 4 => Of(Texts),
            < 6 => Of(Texts) + Mark + Of(Texts),
            6 => Mark + _random.Next(),
            7 => new string(Of('a', '.', '%', ';', '\0', 'é'), _random.Next(5000)),
            8 => Jwt(),
            _ => string.Concat(Enumerable.Range(0, _random.Next(20)).Select(_ => (char)_random.Next(0x10000))),
        };

    /// <summary>A text that can stand in a header line as it is sent.</summary>
    public string Line() => string.Concat(Text().Where(c => c is not ('\r' or '\n' or '\0') && c < 0x100)).Trim();

    /// <summary>What looks like a JWT, with claims that need not be any.</summary>
    public string Jwt() => $"e30.{Base64Url.EncodeToString(Body())}.{Of("c2ln", "", "?")}";

    /// <summary>A body: JSON, nearly JSON, or anything.</summary>
    public byte[] Body()
    {
        var body = Encoding.UTF8.GetBytes(Once(12) ? Deep() : Object(3));
        return _random.Next(16) switch
        {
            0 => [],
            1 => body[.._random.Next(body.Length)],
            2 => Flipped(body),
            3 => [0xEF, 0xBB, 0xBF, .. body],
            4 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)),
            5 => Bytes(200),
            6 => Encoding.UTF8.GetBytes(Value(3)),
            _ => body,
        };
    }

    public byte[] Bytes(int most)
    {
        var bytes = new byte[_random.Next(most)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>With one character changed, lost or doubled.</summary>
    public string Changed(string text)
    {
        if (text.Length is 0)
            return "x";
        var at = _random.Next(text.Length);
        return _random.Next(4) switch
        {
            0 => text[..at],
            1 => text.Remove(at, 1),
            2 => text.Insert(at, text[at].ToString()),
            _ => text[..at] + (char)(text[at] ^ 1) + text[(at + 1)..],
        };
    }

    private string Object(int depth) => "{" + string.Join(',', Enumerable.Range(0, _random.Next(8)).Select(_ => $"\"{Of(Names)}\":{Value(depth - 1)}")) + "}";

    private string Value(int depth) =>
        _random.Next(depth > 0 ? 10 : 7) switch
        {
            < 2 => Of(Scalars),
            2 => JsonSerializer.Serialize(Jwt(depth)),
            3 => $"\"{Mark}-{_random.Next()}\"",
            < 7 => Quoted(Text(depth)),
            < 9 => Object(depth),
            _ => "[" + string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1))) + "]",
        };

    // A JWT within a JWT would have no end.
    private string Text(int depth) => depth > 0 ? Text() : Of(Texts);

    private string Jwt(int depth) => depth > 0 ? $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Object(depth - 1)))}.c2ln" : "a.b.c";

    // By hand, since a serializer mends half a surrogate pair.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c is '"' or '\\' || c < ' ' || c > '~' ? $"\\u{(int)c:x4}" : c.ToString());
        return quoted.Append('"').ToString();
    }

    private string Deep()
    {
        var depth = Of(10, 31, 32, 33, 64, 1000, 20_000);
        var (open, close) = Of(("[", "]"), ("{\"a\":", "}"), ("{\"access_token\":", "}"));
        return string.Concat(Enumerable.Repeat(open, depth)) + "1" + (Once(3) ? "" : string.Concat(Enumerable.Repeat(close, depth)));
    }

    private byte[] Flipped(byte[] body)
    {
        for (var i = 0; i < body.Length / 20 + 1 && body.Length > 0; i++)
            body[_random.Next(body.Length)] = (byte)_random.Next(256);
        return body;
    }
}
