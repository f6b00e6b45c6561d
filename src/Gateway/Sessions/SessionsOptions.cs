using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;

namespace Gateway.Sessions;

/// <summary>How sessions are stored and cached, section <c>Gateway:Sessions</c>.</summary>
public sealed class SessionsOptions : ICheckedOptions
{
    /// <summary><c>Sealed</c> (default) or <c>Plain</c>.</summary>
    public SessionFormat Format { get; set; } = SessionFormat.Sealed;

    /// <summary>
    /// Name of a record. <c>{id}</c> is the SHA-256 of the device id (Sealed) or the device id itself (Plain).
    /// Default <c>gateway:session:{id}</c>. <c>{id}</c> alone fits services that name records by the bare id.
    /// </summary>
    public string KeyPattern { get; set; } = "gateway:session:{id}";

    /// <summary>How many sessions one user may have; the oldest ends when one more opens. Default 20, 1 to 1000.</summary>
    [Range(1, 1000)]
    public int MaxPerUser { get; set; } = 20;

    /// <summary>
    /// How long a cached session answers without a look at the store. Changes made through a gateway are seen at once; this
    /// bounds how long a change made by others goes unseen. Default 5 s, 0 (no cache) to 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan CacheMaxAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many sessions are cached in this process. Default 50000, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int CacheSize { get; set; } = 50_000;

    /// <summary>How long a session that was read before keeps answering while the store is away. Default 5 min, 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ServeDuringStoreOutage { get; set; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section)
    {
        if (KeyPattern.Split("{id}").Length is not 2)
            yield return new($"{section}:KeyPattern", $"'{KeyPattern}' must contain {{id}} exactly once");
        foreach (var fault in Ranges.Check(this, section))
            yield return fault;
    }
}
