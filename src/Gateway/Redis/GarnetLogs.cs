namespace Gateway.Redis;

/// <summary>Gathers the embedded store's many log sources under one name, so that one level rules them.</summary>
internal sealed class GarnetLogs(ILoggerFactory logs) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logs.CreateLogger("Garnet." + categoryName);

    public void AddProvider(ILoggerProvider provider) => logs.AddProvider(provider);

    // The factory is the application's.
    public void Dispose() { }
}
