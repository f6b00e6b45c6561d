using Gateway.AuthServers;

namespace Gateway.Admin;

/// <summary>Whose sessions are meant. Read strictly: a parameter that is mistyped must not end more than was meant, or nothing.</summary>
/// <param name="User">The user, or null where the e-mail address tells.</param>
/// <param name="Email">The e-mail address, or null where the user tells.</param>
/// <param name="AuthServer">Name of the auth server that granted them; null where any may have.</param>
internal sealed record SessionQuery(string? User, string? Email, string? AuthServer)
{
    private static readonly string[] Known = ["user", "email", "auth_server"];

    /// <summary>Reads it; where it cannot be, <paramref name="fault"/> names the parameter.</summary>
    public static SessionQuery? Read(IQueryCollection query, AuthServerRegistry registry, out string fault)
    {
        fault = Explain(query, registry) ?? "";
        if (fault.Length > 0)
            return null;
        return new(One(query, "user"), One(query, "email"), One(query, "auth_server") is { } name ? registry.Find(name)!.Name : null);
    }

    private static string? One(IQueryCollection query, string key) => query[key] is [{ } value] ? value : null;

    private static string? Explain(IQueryCollection query, AuthServerRegistry registry)
    {
        if (query.Keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } stranger)
            return $"{stranger}: is unknown; known here: {string.Join(", ", Known)}";
        foreach (var (key, values) in query)
            if (values is not [{ Length: > 0 } value] || value.Any(char.IsControl))
                return $"{key}: one value is expected, without control characters";
        if (query.ContainsKey("user") == query.ContainsKey("email"))
            return "user: one of user and email is expected";
        if (One(query, "auth_server") is { } name && registry.Find(name) is null)
            return $"auth_server: is not configured; known here: {string.Join(", ", registry.All.Select(server => server.Name))}";
        return null;
    }

    /// <summary>As an audit line has it.</summary>
    public override string ToString() => $"{(User is null ? "email" : "user")} {User ?? Email} at {AuthServer ?? "any auth server"}";
}
