using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Gateway.Benchmarks;

/// <summary>What the command line may say, as <c>--name value</c>; <c>--quick</c> alone makes a short run.</summary>
internal sealed class BenchmarkOptions
{
    /// <summary>How often all servers of the comparison, and the gateways of a sizing, are started anew.</summary>
    [Range(1, int.MaxValue)]
    public int Starts { get; set; } = 3;

    /// <summary>How often everything is measured in each start. Medians are taken over the rounds of all starts.</summary>
    [Range(1, int.MaxValue)]
    public int Rounds { get; set; } = 3;

    /// <summary>How long one measurement takes.</summary>
    [Range(1, int.MaxValue)]
    public int Seconds { get; set; } = 5;

    /// <summary>Numbers of connections of the comparison.</summary>
    public string Connections { get; set; } = "1,16,64,256";

    /// <summary>Numbers of sessions of the comparison.</summary>
    public string Sessions { get; set; } = "1,10000";

    /// <summary>
    /// Which targets are compared: words that their names contain. The first is plain YARP, always; then there are <c>again</c>, <c>warm</c>, <c>off</c> (no cache),
    /// <c>metrics</c> (kept for whoever asks the admin listener), and <c>traces</c> (sent to a collector, with metrics).
    /// </summary>
    public string Targets { get; set; } = "again,warm,off";

    /// <summary>Requests a second of the constant load.</summary>
    [Range(1, int.MaxValue)]
    public int Rate { get; set; } = 500;

    /// <summary>How long the auth server takes for a refresh, in milliseconds. Default 50 in a storm, 1000 for a due token.</summary>
    [Range(0, 60_000)]
    public int? AuthServerLatency { get; set; }

    /// <summary>How much of the processor each call by somebody else takes in a storm, in microseconds. A storm tells what a refresh took of the gateway.</summary>
    [Range(0, 1_000_000)]
    public int Work { get; set; } = 300;

    /// <summary>How many sessions a storm expires.</summary>
    [Range(1, int.MaxValue)]
    public int Expiring { get; set; } = 1000;

    /// <summary>Within how many seconds the requests of the expired sessions come; 0: all at once.</summary>
    [Range(0.0, 3600.0)]
    public double Within { get; set; } = 1;

    /// <summary>How many sessions lie in the large store of a sizing.</summary>
    [Range(1, int.MaxValue)]
    public int Stored { get; set; } = 1_000_000;

    /// <summary>How many of them are in use; the small store of a sizing holds no others.</summary>
    [Range(1, int.MaxValue)]
    public int InUse { get; set; } = 10_000;

    /// <summary>How sessions of a sizing are stored: Sealed or Plain.</summary>
    public string Format { get; set; } = "Sealed";

    /// <summary>How many characters the access tokens of a sizing have.</summary>
    [Range(1, int.MaxValue)]
    public int TokenLength { get; set; } = 400;

    public TimeSpan Length => TimeSpan.FromSeconds(Seconds);

    public static IReadOnlyList<int> Numbers(string list) => [.. list.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    public static BenchmarkOptions Read(string[] args)
    {
        var options = args.Contains("--quick") ? new BenchmarkOptions { Starts = 1, Rounds = 1, Seconds = 2, Connections = "64" } : new BenchmarkOptions();
        try
        {
            var given = args.Where(arg => arg is not "--quick").Select(arg => arg.Replace("--auth-server-latency", "--AuthServerLatency", StringComparison.Ordinal));
            new ConfigurationBuilder().AddCommandLine([.. given]).Build().Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            _ = (Numbers(options.Connections), Numbers(options.Sessions));
            return options;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ValidationException)
        {
            throw new BenchmarkException(error.Message);
        }
    }
}
