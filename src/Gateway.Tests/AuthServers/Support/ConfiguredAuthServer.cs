using System.Collections.Concurrent;
using System.Text;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.AuthServers.Support;

/// <summary>One auth server, built as the gateway builds it: from configuration.</summary>
internal sealed class ConfiguredAuthServer : IDisposable
{
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly ServiceProvider _services;
    private readonly LinesLogger _log = new();

    private ConfiguredAuthServer(IConfiguration configuration, FakeTime time, params IEnumerable<IAuthServerClient> clients)
    {
        Time = time;
        _services = clients
            .Aggregate((IServiceCollection)new ServiceCollection(), (services, client) => services.AddSingleton(client))
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log))
            .AddAuthServers(_ => CallTimeout)
            .BuildServiceProvider();
    }

    public FakeTime Time { get; }

    public AuthServer Server => _services.GetRequiredService<AuthServerRegistry>().Find("default").ShouldNotBeNull();

    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <param name="json">What stands in <c>Gateway:AuthServers:default</c>, comments allowed.</param>
    public static ConfiguredAuthServer FromJson(string json, FakeTime? time = null) =>
        new(Read($$"""{ "Gateway": { "AuthServers": { "default": {{json}} } } }"""), time ?? new FakeTime());

    /// <param name="json">What stands in <c>Gateway:AuthServers</c>.</param>
    /// <param name="clients">Those who call auth servers by code.</param>
    public static ConfiguredAuthServer WithClients(string json, params IEnumerable<IAuthServerClient> clients) => WithClients(new FakeTime(), json, clients);

    public static ConfiguredAuthServer WithClients(FakeTime time, string json, params IEnumerable<IAuthServerClient> clients) =>
        new(Read($$"""{ "Gateway": { "AuthServers": {{json}} } }"""), time, clients);

    /// <param name="path">A whole appsettings.json.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="overrides">Full keys and values that win over the file.</param>
    public static ConfiguredAuthServer FromFile(string path, FakeTime time, params (string Key, string Value)[] overrides) =>
        new(
            new ConfigurationBuilder()
                .AddJsonFile(path)
                .AddInMemoryCollection(overrides.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
                .Build(),
            time
        );

    public async Task<IReadOnlyList<string>> FaultsAsync() => [.. (await _services.CheckConfigurationAsync()).Select(fault => fault.ToString())];

    public void Dispose() => _services.Dispose();

    private static IConfigurationRoot Read(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    private sealed class LinesLogger : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
