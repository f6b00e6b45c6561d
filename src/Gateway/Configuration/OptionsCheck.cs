using Microsoft.Extensions.Options;

namespace Gateway.Configuration;

/// <summary>Checks the section <paramref name="key"/> against <typeparamref name="T"/>, then what the options say of themselves.</summary>
internal sealed class OptionsCheck<T>(string key, IConfiguration configuration, IServiceProvider services) : IConfigurationCheck
    where T : class, ICheckedOptions
{
    public Task<IReadOnlyList<Fault>> RunAsync()
    {
        var shape = ConfigurationShape.Check(configuration.GetSection(key), typeof(T)).ToList();
        var meaning = shape.Exists(fault => fault.PreventsBinding) ? [] : services.GetRequiredService<IOptions<T>>().Value.Check(key);
        return Task.FromResult<IReadOnlyList<Fault>>([.. shape, .. meaning]);
    }
}
