namespace Gateway.Configuration;

/// <summary>Binds each folder's options to its section and checks all of them at start, together.</summary>
public static class ConfigurationSetup
{
    /// <summary>The section that everything of ours lies in; below it, one section a folder.</summary>
    public const string Root = "Gateway";

    /// <summary>Binds <typeparamref name="T"/> to <c>Gateway:{section}</c> and has it checked at start.</summary>
    public static IServiceCollection AddChecked<T>(this IServiceCollection services, string section)
        where T : class, ICheckedOptions
    {
        var key = $"{Root}:{section}";
        services.AddOptions<T>().BindConfiguration(key);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LiveOptions<T>>(provider, key));
        services.AddSingleton<ILiveOptions>(provider => provider.GetRequiredService<LiveOptions<T>>());
        services.AddSingleton<IConfigurationCheck>(provider => new OptionsCheck<T>(key, provider.GetRequiredService<IConfiguration>(), provider));
        services.AddSingleton(new KnownSection(section));
        return services;
    }

    /// <summary>Lets changes of <paramref name="configuration"/> from now on take effect while the gateway runs, as far as they can. Called before anything reads it.</summary>
    public static IServiceCollection AddReload(this IServiceCollection services, IConfiguration configuration) =>
        services.AddMetrics().AddSingleton(Snapshot.Of(configuration)).AddChecked<SecretsOptions>("Secrets").AddSingleton<ConfigurationMetrics>().AddSingleton<IConfigurationCheck, AddressesCheck>().AddSingleton<IConfigurationCheck, KestrelCheck>().AddHostedService<ConfigurationReload>().AddHostedService<SourcesWatch>();

    /// <summary>Runs every check. An empty answer means that the gateway can start.</summary>
    public static async Task<IReadOnlyList<Fault>> CheckConfigurationAsync(this IServiceProvider services)
    {
        var faults = services.UnknownSections().ToList();
        await services.GetServices<IConfigurationCheck>().RunAsync(faults);
        return faults;
    }

    /// <summary>Runs <paramref name="checks"/>, and trials where nothing is wrong by then. What they find is added to <paramref name="faults"/>.</summary>
    internal static async Task RunAsync(this IEnumerable<IConfigurationCheck> checks, List<Fault> faults)
    {
        foreach (var check in checks.OrderBy(check => check.IsTrial))
            if (!check.IsTrial || faults.Count is 0)
                faults.AddRange(await check.RunAsync());
    }

    /// <summary>Sections that nobody reads.</summary>
    internal static IEnumerable<Fault> UnknownSections(this IServiceProvider services)
    {
        var known = services.GetServices<KnownSection>().Select(section => section.Name).ToList();
        var configuration = services.GetRequiredService<IConfiguration>();
        return configuration
            .GetSection(Root)
            .GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => new Fault(child.Path, $"is unknown; known here: {string.Join(", ", known)}"))
            .Concat(Slips.In(configuration, Root, "ReverseProxy"));
    }

    private sealed record KnownSection(string Name);
}
