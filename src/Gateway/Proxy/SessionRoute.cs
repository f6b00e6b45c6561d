using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxy;

/// <summary>What a route's metadata says of the session. Read once, when the route is built.</summary>
public sealed record SessionRoute
{
    // The keys of a route's metadata that are ours, with the values that they can have; none where it is a name.
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["Session"] = Enum.GetNames<SessionWord>(),
        [nameof(AuthServer)] = [],
        [nameof(Replay)] = Enum.GetNames<Replay>(),
        [nameof(CrossSite)] = Enum.GetNames<CrossSite>(),
        [nameof(Streams)] = Enum.GetNames<Streams>(),
        [nameof(TokenCookie)] = [],
    };

    /// <summary>Metadata <c>Session</c>.</summary>
    public SessionWord Word { get; private init; }

    /// <summary>Metadata <c>AuthServer</c>: which one a SignIn route signs in at. Default <c>default</c>.</summary>
    public string AuthServer { get; private init; } = "default";

    /// <summary>Metadata <c>Replay</c>.</summary>
    public Replay Replay { get; private init; }

    /// <summary>Metadata <c>CrossSite</c>.</summary>
    public CrossSite CrossSite { get; private init; }

    /// <summary>Metadata <c>Streams</c>.</summary>
    public Streams Streams { get; private init; }

    /// <summary>Metadata <c>TokenCookie</c>: name of a cookie that carries the access token too, or null.</summary>
    public string? TokenCookie { get; private init; }

    /// <summary>
    /// Which of our keys was meant by one that is nearly its name and has such a value; null where none was. All others are anybody's own: Version is nearly
    /// Session, and Teams is nearly Streams.
    /// </summary>
    internal static string? Meant(string key, string value) =>
        Slips.Meant(key, [.. Words.Keys]) is { } word && (Words[word] is [] || Words[word].Contains(value, StringComparer.OrdinalIgnoreCase)) ? word : null;

    /// <summary>Reads <paramref name="route"/>; what is wrong with it is added to <paramref name="errors"/>, naming the route.</summary>
    public static SessionRoute Read(RouteConfig route, ICollection<Exception> errors)
    {
        return new SessionRoute
        {
            Word = Choice<SessionWord>("Session"),
            AuthServer = Text("AuthServer") ?? "default",
            Replay = Choice<Replay>("Replay"),
            CrossSite = Choice<CrossSite>("CrossSite"),
            Streams = Choice<Streams>("Streams"),
            TokenCookie = CookieName("TokenCookie"),
        };

        T Choice<T>(string key)
            where T : struct, Enum
        {
            if (Text(key) is not { } text)
                return default;
            var name = Array.Find(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (name is null)
                errors.Add(new ArgumentException($"Route '{route.RouteId}': Metadata '{key}' is '{text}'; one of {string.Join(", ", Enum.GetNames<T>())} is expected."));
            return name is null ? default : Enum.Parse<T>(name);
        }

        string? CookieName(string key)
        {
            var text = Text(key);
            if (text is not null && !Devices.CookieName.IsValid(text))
                errors.Add(new ArgumentException($"Route '{route.RouteId}': Metadata '{key}' is '{text}', which is no cookie name (RFC 6265)."));
            return text;
        }

        string? Text(string key)
        {
            if (route.Metadata is null || !route.Metadata.TryGetValue(key, out var text))
                return null;
            if (string.IsNullOrWhiteSpace(text))
                errors.Add(new ArgumentException($"Route '{route.RouteId}': Metadata '{key}' is empty."));
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }
    }
}
