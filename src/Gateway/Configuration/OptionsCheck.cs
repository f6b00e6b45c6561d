using Microsoft.Extensions.Options;

namespace Gateway.Configuration;

/// <summary>Checks the section <paramref name="key"/> against <typeparamref name="T"/>, then what the options say of themselves.</summary>
internal sealed class OptionsCheck<T>(string key, IConfiguration configuration, IServiceProvider services) : IConfigurationCheck
    where T : class, ICheckedOptions
{
    public Task<IReadOnlyList<Fault>> RunAsync()
    {
        var shape = ConfigurationShape.Check(configuration.GetSection(key), typeof(T)).ToList();
        var unbound = shape.Where(fault => fault.PreventsBinding).Select(fault => fault.Key).ToList();
        var options = unbound.Count is 0 ? services.GetRequiredService<IOptions<T>>().Value : BindWithout(unbound);
        var meaning = options.Check(key).Where(fault => !IsWithin(unbound, fault.Key));
        return Task.FromResult<IReadOnlyList<Fault>>([.. shape, .. meaning]);
    }

    // Values that cannot be bound must not hide what is wrong beside them.
    private T BindWithout(List<string> unbound)
    {
        var sound = configuration.GetSection(key).AsEnumerable().Where(pair => !HasChildren(pair.Key) && !IsWithin(unbound, pair.Key));
        var options = new ConfigurationBuilder().AddInMemoryCollection(sound).Build().GetSection(key).Get<T>() ?? Activator.CreateInstance<T>();
        foreach (var last in services.GetServices<IPostConfigureOptions<T>>())
            last.PostConfigure(Options.DefaultName, options);
        return options;
    }

    private bool HasChildren(string path) => configuration.GetSection(path).GetChildren().Any();

    private static bool IsWithin(List<string> keys, string key) =>
        keys.Exists(parent => $"{key}:".StartsWith($"{parent}:", StringComparison.OrdinalIgnoreCase));
}
