using Yarp.ReverseProxy.Transforms;

namespace Gateway.Proxy;

/// <summary>
/// The first request transform of every route: takes out what only a proxy may say of a request (RFC 7239 and its forerunners), also in spellings that servers
/// which read <c>_</c> as <c>-</c> would take for it. YARP and the route's own transforms come later and say anew what is true.
/// </summary>
internal sealed class ForgedHeaders : RequestTransform
{
    /// <summary>For routes that copy all headers, as they do by default: these have been copied by now.</summary>
    public static readonly ForgedHeaders OfCopy = new(isCopied: true);

    /// <summary>For routes that copy but some, which later transforms do.</summary>
    public static readonly ForgedHeaders OfSource = new(isCopied: false);

    private readonly bool _isCopied;

    private static readonly string[] Names = ["Forwarded", "X-Real-IP", "X-Rewrite-URL"];
    private static readonly string[] Prefixes = ["X-Forwarded-", "X-Original-"];

    private ForgedHeaders(bool isCopied) => _isCopied = isCopied;

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (!_isCopied)
        {
            foreach (var name in context.HttpContext.Request.Headers.Keys.Where(Is).ToList())
                context.HttpContext.Request.Headers.Remove(name);
            return default;
        }
        var headers = context.ProxyRequest.Headers;
        List<string>? forged = null;
        foreach (var header in headers.NonValidated)
            if (Is(header.Key))
                (forged ??= []).Add(header.Key);
        if (forged is not null)
            forged.ForEach(name => headers.Remove(name));
        return default;
    }

    /// <summary>Whether only proxies send a header of this name.</summary>
    public static bool Is(string name) =>
        name is ['X' or 'x', '-' or '_', ..] or ['F' or 'f', ..]
        && (Array.Exists(Names, known => name.Length == known.Length && Begins(name, known)) || Array.Exists(Prefixes, known => Begins(name, known)));

    private static bool Begins(string name, string known)
    {
        if (name.Length < known.Length)
            return false;
        for (var i = 0; i < known.Length; i++)
            if (char.ToLowerInvariant(name[i] is '_' ? '-' : name[i]) != char.ToLowerInvariant(known[i]))
                return false;
        return true;
    }
}
