using System.Collections.Concurrent;

namespace Demo.AuthServer.Sso;

/// <summary>Who is signed in at the auth server, known by a cookie, so that a second sign-in needs no form.</summary>
internal sealed class SsoSessions(TimeProvider time)
{
    private const string CookieName = "demo_auth_session";

    private readonly ConcurrentDictionary<string, SsoSession> _byCookie = new(StringComparer.Ordinal);

    public SsoSession Open(HttpResponse response, string email)
    {
        var session = new SsoSession(email, time.GetUtcNow());
        _byCookie[session.Cookie] = session;
        var isSecure = response.HttpContext.Request.IsHttps;
        response.Cookies.Append(CookieName, session.Cookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = isSecure });
        return session;
    }

    public SsoSession? Find(HttpRequest request) =>
        request.Cookies[CookieName] is { } cookie ? _byCookie.GetValueOrDefault(cookie) : null;

    public IReadOnlyList<SsoSession> Of(string email) =>
        [.. _byCookie.Values.Where(session => string.Equals(session.Email, email, StringComparison.OrdinalIgnoreCase))];

    public void End(SsoSession session) => _byCookie.TryRemove(session.Cookie, out _);
}
