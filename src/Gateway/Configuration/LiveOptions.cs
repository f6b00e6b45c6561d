using Microsoft.Extensions.Options;

namespace Gateway.Configuration;

/// <summary>
/// Options as the configuration has them now. A change takes effect once the whole configuration was found good (<see cref="ConfigurationReload"/>);
/// until then, and where it is not, all stays as it was.
/// </summary>
internal sealed class LiveOptions<T>(string key, IConfiguration configuration, IOptions<T> atStart, IOptionsFactory<T> factory) : ILiveOptions
    where T : class, ICheckedOptions
{
    private volatile T? _value;
    private readonly List<Action<T>> _followers = []; // who follow are made at start
    private T? _next;

    /// <summary>The present ones.</summary>
    public T Value => _value ?? atStart.Value;

    /// <summary>Has <paramref name="follow"/> called with each that takes effect.</summary>
    public void OnChange(Action<T> follow) => _followers.Add(follow);

    public string Key => key;

    // Whether the property that the key leads to, or anything on the way to it, is marked.
    public bool IsLive(string path)
    {
        var type = typeof(T);
        foreach (var name in path[key.Length..].Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (type.IsDefined(typeof(LiveAttribute), inherit: false))
                return true;
            if (Array.Find(type.GetProperties(), property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } property)
                return false;
            if (property.IsDefined(typeof(LiveAttribute), inherit: false))
                return true;
            type = property.PropertyType;
        }
        return false;
    }

    public IReadOnlyList<Fault> Prepare()
    {
        var section = configuration.GetSection(key);
        var faults = ConfigurationShape.Check(section, typeof(T)).ToList();
        if (faults.Exists(fault => fault.PreventsBinding))
            return faults;
        _next = factory.Create(Options.DefaultName); // as at start: bound to the configuration as it is now
        return [.. faults, .. _next.Check(key)];
    }

    public void Commit()
    {
        _value = _next ?? throw new InvalidOperationException($"{key} was not prepared.");
        _followers.ForEach(follow => follow(_value));
    }
}
