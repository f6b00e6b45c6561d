using System.Net;
using System.Net.Http.Json;

namespace Gateway.Tests.Model;

/// <summary>
/// An auth server that rotates. It remembers who presented which refresh token: a second presentation is a fault of the gateway, unless
/// whoever presented it first never got the answer, or is dead, or was frozen for longer than a lease protects.
/// </summary>
internal sealed class ModelAuthServer(TimeProvider time, Evidence evidence, ReusePolicy policy)
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Presentation> _presented = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Record, int Number)> _refreshTokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Token, DateTimeOffset Expiry)> _access = new(StringComparer.Ordinal);

    private int _issued;

    public int Calls { get; private set; }

    public bool IsAlive(string record) => !_ended.Contains(record);

    public bool IsCurrent(string record, string accessToken) => _access.TryGetValue(record, out var newest) && newest.Token == accessToken && newest.Expiry > time.GetUtcNow();

    /// <summary>Refuses every refresh of the session from here on.</summary>
    public void End(string record)
    {
        evidence.MayEnd(record);
        _ended.Add(record);
    }

    public (string Access, string Refresh) Issue(string record, int number)
    {
        var (access, refresh) = ($"access-{record}-{++_issued}", $"refresh-{record}-{number}");
        _refreshTokens[refresh] = (record, number);
        _access[record] = (access, time.GetUtcNow() + AccessLifetime);
        return (access, refresh);
    }

    /// <summary>A refresh call has arrived.</summary>
    public HttpResponseMessage Refresh(string token, Presentation presentation)
    {
        Calls++;
        var (record, number) = _refreshTokens[token];
        evidence.Note($"{presentation.Instance.Name} presents {token}");
        if (_ended.Contains(record))
            return Refusal();
        if (_presented.TryGetValue(token, out var first))
        {
            if (!first.IsExcused && (policy is not ReusePolicy.NoRotation || first.IsAnswered is null))
                evidence.Violation($"{token} was presented by {first.Instance.Name} and again by {presentation.Instance.Name}");
            if (policy is ReusePolicy.EndsTheFamily || (policy is ReusePolicy.Grace && time.GetUtcNow() - first.At > Grace))
            {
                End(record);
                return Refusal();
            }
        }
        _presented[token] = presentation;
        var (access, refresh) = Issue(record, policy is ReusePolicy.NoRotation ? number : _refreshTokens.Values.Where(issued => issued.Record == record).Max(issued => issued.Number) + 1);
        return new(HttpStatusCode.OK) { Content = JsonContent.Create(new Dictionary<string, object> { ["access_token"] = access, ["refresh_token"] = refresh, ["expires_in"] = (int)AccessLifetime.TotalSeconds }) };
    }

    private static HttpResponseMessage Refusal() => new(HttpStatusCode.Unauthorized) { Content = JsonContent.Create(new { detail = "refused" }) };
}
