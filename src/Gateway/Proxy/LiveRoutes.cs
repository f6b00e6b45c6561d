using Gateway.Configuration;

namespace Gateway.Proxy;

/// <summary>
/// YARP's section as it was when the whole configuration was last found good. YARP reads this copy, so that routes change together with all else or, where
/// there is a fault anywhere, not at all. Their faults are found by <see cref="RoutesCheck"/>.
/// </summary>
internal sealed class LiveRoutes : ConfigurationProvider, IConfigurationSource, ILiveOptions
{
    /// <summary>The section's key.</summary>
    public const string Section = "ReverseProxy";

    private readonly IConfigurationSection _source;
    private Dictionary<string, string?> _next = [];

    public LiveRoutes(IConfiguration configuration)
    {
        _source = configuration.GetSection(Section);
        Taken = new ConfigurationBuilder().Add(this).Build().GetSection(Section);
    }

    /// <summary>What YARP loads.</summary>
    public IConfiguration Taken { get; }

    public string Key => Section;

    public bool IsLive(string key) => true;

    public IReadOnlyList<Fault> Prepare()
    {
        _next = Read();
        return [];
    }

    public void Commit()
    {
        Data = _next;
        OnReload();
    }

    public override void Load() => Data = Read();

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private Dictionary<string, string?> Read() => _source.AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
}
