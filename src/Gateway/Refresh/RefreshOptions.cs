using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;

namespace Gateway.Refresh;

/// <summary>When and how long access tokens are refreshed, section <c>Gateway:Refresh</c>.</summary>
public sealed class RefreshOptions : ICheckedOptions
{
    /// <summary>
    /// How long before its end an access token is refreshed, behind the requests. Capped at a third of the token's lifetime.
    /// Default 30 s, 0 (only when it has ended) to 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Ahead { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call of the auth server may take. Default 10 s, 100 ms to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the lease on a session is held: it outlives the call that it guards.</summary>
    internal TimeSpan Lease => Timeout + TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits: when a holder has died its lease has to end first, and then another takes over and calls.</summary>
    internal TimeSpan Patience => Lease + TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section) => Ranges.Check(this, section);
}
