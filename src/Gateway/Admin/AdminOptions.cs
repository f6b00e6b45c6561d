using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;

namespace Gateway.Admin;

/// <summary>The API of operators, section <c>Gateway:Admin</c>.</summary>
public sealed class AdminOptions : ICheckedOptions
{
    private const int ShortestKey = 32;

    /// <summary>
    /// Where it listens, a listener of its own, such as <c>http://127.0.0.1:9090</c>; http, for nobody but operators should reach it. Default null: off.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>What callers prove themselves by (<c>Authorization: Bearer …</c>, RFC 6750); at least 32 characters. Default null: off.
    /// A new one counts at once; to turn the listener on or off takes a restart.</summary>
    [Live]
    [MinLength(ShortestKey)]
    public string? Key { get; set; }

    internal bool IsOn => Key is { Length: > 0 };

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (IsOn && Key!.Length < ShortestKey)
            yield return new($"{section}:Key", $"is too short to be a secret; at least {ShortestKey} characters, such as openssl rand -hex 32 prints");
        if (IsOn && Key!.Any(character => character is <= ' ' or > '~'))
            yield return new($"{section}:Key", "must be printable ASCII without spaces, since it is sent in a header");
        if (IsOn && string.IsNullOrEmpty(Url))
            yield return new($"{section}:Url", "is missing: there is a Key");
        if (Url is { Length: > 0 } && !IsHttp(Url))
            yield return new($"{section}:Url", $"{Quoted.Of(Url)} is no address to listen on, such as http://127.0.0.1:9090");
    }

    private static bool IsHttp(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http", PathBase: "", Host.Length: > 0, Port: >= 0 and <= 65535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
