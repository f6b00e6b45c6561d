using System.ComponentModel.DataAnnotations;
using Gateway.Configuration;

namespace Gateway.Drain;

/// <summary>How the gateway takes leave when it is asked to end (SIGTERM), section <c>Gateway:Drain</c>.</summary>
public sealed class DrainOptions : ICheckedOptions
{
    /// <summary>
    /// How long it goes on serving while <c>/readyz</c> already answers 503, so that balancers lead no more requests here before it closes its port. To be
    /// longer than they take to notice: the interval of their checks times the failures that they want to see, and a moment. Default 0: it closes at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Delay { get; set; }

    /// <inheritdoc />
    public IEnumerable<Fault> Check(string section) => Ranges.Check(this, section);
}
