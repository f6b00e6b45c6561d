using System.Threading.Channels;
using Microsoft.Extensions.Primitives;

namespace Gateway.Configuration;

/// <summary>
/// Takes over changes of the configuration while the gateway runs, routes included: all of them, or, where there is any fault, none.
/// </summary>
internal sealed partial class ConfigurationReload(
    IConfiguration configuration,
    Snapshot atStart,
    IServiceProvider services,
    IEnumerable<ILiveOptions> sections,
    ConfigurationMetrics metrics,
    TimeProvider time,
    ILogger<ConfigurationReload> log
) : BackgroundService
{
    // A change is often told of several times, and others hear of it as well.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private const int MostKeys = 20; // in a line of the log

    // Not ours, but checked, so that a slip there is told when it is made and not at the next start.
    private static readonly string[] Others = ["Kestrel", "Serilog"];
    private static readonly string[] FollowedByOthers = ["Kestrel:Endpoints", "Kestrel:EndpointDefaults", "Kestrel:Certificates", "Serilog"];

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Snapshot _known = null!; // until it starts
    private (Snapshot Written, IReadOnlyList<Fault> Faults)? _refused;
    private IDisposable? _registration;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = ChangeToken.OnChange(configuration.GetReloadToken, () => _changes.Writer.TryWrite(true));
        _known = OfSections(atStart);
        if (!_known.IsSame(Read()))
            _changes.Writer.TryWrite(true); // changed while the gateway started, and some may have been read before that
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _registration?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in _changes.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.Delay(Settling, time, stoppingToken);
                await TryReloadAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped: no change is awaited any more.
        }
    }

    // Whatever goes wrong with what somebody wrote, the gateway serves on as it was.
    private async Task TryReloadAsync()
    {
        try
        {
            while (!await ReloadAsync()) { }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error.GetType().Name, error.StackTrace?.Split('\n')[0].Trim()); // its message may repeat a value, and a value may be secret
            metrics.RecordReload("refused");
        }
    }

    /// <summary>False where the configuration has changed meanwhile, so that what was looked at is not what would be taken.</summary>
    private async Task<bool> ReloadAsync()
    {
        var now = Read();
        var changed = _known.ChangesTo(now).ToList();
        if (changed.Count is 0)
        {
            metrics.RecordSame(); // the same again, or nothing of ours
            return true;
        }
        var faults = await FaultsAsync();
        if (!now.IsSame(Read()))
            return false;
        if (faults.Count > 0)
        {
            Refuse(now, faults);
            return true;
        }
        _refused = null;
        foreach (var section in sections.Where(section => changed.Exists(key => Snapshot.IsWithin(section.Key, key))))
            section.Commit();
        _known = now;
        foreach (var key in changed.Where(key => !IsLive(key)))
            LogNeedsRestart(key);
        LogTaken(changed.Count > MostKeys ? $"{string.Join(", ", changed.Take(MostKeys))} and {changed.Count - MostKeys} more" : string.Join(", ", changed));
        metrics.RecordReload("taken");
        return true;
    }

    private void Refuse(Snapshot written, IReadOnlyList<Fault> faults)
    {
        if (_refused is { } last && last.Written.IsSame(written) && last.Faults.SequenceEqual(faults))
            return; // told of once more
        _refused = (written, faults);
        foreach (var fault in faults)
            LogFault(fault.Key, fault.Message);
        LogKept(faults.Count);
        metrics.RecordReload("refused");
    }

    // What binds its options once at start sees nothing new, so those sections are read by us.
    private async Task<IReadOnlyList<Fault>> FaultsAsync()
    {
        var faults = services.UnknownSections().Concat(sections.SelectMany(section => section.Prepare())).ToList();
        await services.GetServices<IConfigurationCheck>().Where(check => !check.GetType().IsGenericType).RunAsync(faults);
        return faults;
    }

    private Snapshot Read() => OfSections(Snapshot.Of(configuration));

    // Our own, unknown ones too, YARP's, and the two that are checked beside them.
    private Snapshot OfSections(Snapshot all) => all.Within([.. sections.Select(section => section.Key), ConfigurationSetup.Root, .. Others]);

    private bool IsLive(string key) =>
        sections.Any(section => Snapshot.IsWithin(section.Key, key) && section.IsLive(key)) || Array.Exists(FollowedByOthers, section => Snapshot.IsWithin(section, key));

    // A message never holds a value that may be secret; keys are none.
    [LoggerMessage(110, LogLevel.Error, "The changed configuration has a fault, {Key:l}: {Message:l}")]
    private partial void LogFault(string key, string message);

    [LoggerMessage(111, LogLevel.Error, "The configuration stays as it was, since the changed one has {Count} fault(s)")]
    private partial void LogKept(int count);

    [LoggerMessage(114, LogLevel.Error, "The changed configuration could not be looked at, so it stays as it was: {Error:l} {Where:l}")]
    private partial void LogFailed(string error, string? where);

    [LoggerMessage(112, LogLevel.Information, "The configuration has changed: {Keys:l}")]
    private partial void LogTaken(string keys);

    [LoggerMessage(113, LogLevel.Warning, "{Key:l} has changed; that takes effect after a restart")]
    private partial void LogNeedsRestart(string key);
}
