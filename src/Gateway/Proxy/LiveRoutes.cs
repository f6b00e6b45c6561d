using Gateway.Configuration;

namespace Gateway.Proxy;

/// <summary>
/// YARP's section as it was when the whole configuration was last found good. YARP reads this copy, so that routes change together with all else or, where
/// there is a fault anywhere, not at all. Their faults are found by <see cref="RoutesCheck"/>.
/// </summary>
internal sealed class LiveRoutes : ConfigurationProvider, IConfigurationSource, ILiveOptions
{
    private readonly IConfigurationSection _source;

    public LiveRoutes(IConfiguration configuration)
    {
        _source = configuration.GetSection(Section);
        Taken = new ConfigurationBuilder().Add(this).Build().GetSection(Section);
    }

    /// <summary>The section's key.</summary>
    public const string Section = "ReverseProxy";

    /// <summary>What YARP loads.</summary>
    public IConfiguration Taken { get; }

    public string Key => Section;

    public bool IsLive(string key) => true;

    public IReadOnlyList<Fault> Prepare() => [];

    public void Commit()
    {
        Load();
        OnReload();
    }

    public override void Load() => Data = _source.AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
