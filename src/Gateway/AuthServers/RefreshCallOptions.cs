using Gateway.Configuration;

namespace Gateway.AuthServers;

/// <summary>
/// How a token is refreshed. Where nothing is written in <c>Fields</c> and no cookie or header carries the refresh token, it is sent as the
/// field <c>refresh_token</c>, in a form together with <c>grant_type=refresh_token</c> (RFC 6749 section 6).
/// </summary>
public sealed class RefreshCallOptions : CallOptions
{
    /// <summary>
    /// Statuses that end a session where the answer's body carries no OAuth error. 400 to 499 without 408 and 429.
    /// Default: 401. An OAuth error decides by itself: <c>invalid_grant</c> ends a session, all others end nothing.
    /// </summary>
    public int[]? EndedStatus { get; set; }

    internal override IEnumerable<Fault> Check(string key) => [.. base.Check(key), .. Checks.CallCheck.CheckRefresh(key, this)];
}
