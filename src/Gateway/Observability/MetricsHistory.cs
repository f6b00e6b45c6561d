using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Observability;

/// <summary>
/// The last hour of a few metrics, for whoever has no Prometheus at hand. It listens to these alone: each measurement costs a request something.
/// </summary>
internal sealed class MetricsHistory : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly double[] Seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

    // The metrics and which of their attributes are told apart.
    private static readonly Dictionary<string, string[]> Watched = new(StringComparer.Ordinal)
    {
        ["http.server.request.duration"] = ["http.response.status_code"],
        ["db.client.operation.duration"] = ["error.type"],
        ["gateway.sessions.opened"] = [],
        ["gateway.sessions.ended"] = ["reason"],
        ["gateway.sessions.lookups"] = ["source"],
        ["gateway.auth_server.call.duration"] = ["auth_server", "call", "outcome"],
        ["gateway.auth_server.circuit.state"] = ["auth_server"],
        ["gateway.refresh.joined"] = [],
        ["gateway.refresh.last_success.age"] = ["auth_server"],
        ["gateway.configuration.in_force"] = [],
        ["gateway.store.available"] = [],
        ["gateway.store.subscribed"] = [],
        ["gateway.events.queue.length"] = [],
    };

    private readonly TimeProvider _time;
    private readonly Exporter _exporter;
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    public MetricsHistory(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _exporter = new Exporter(() => Minute);
        _reader = new(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Delta };
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Gateway.*", "Microsoft.AspNetCore.Hosting")
            .AddView(instrument => TelemetrySetup.IsOwn(instrument, meters) ? ViewOf(instrument.Name) : MetricStreamConfiguration.Drop)
            .AddReader(_reader)
            .Build();
    }

    private long Minute => _time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>All of it, up to now.</summary>
    public IReadOnlyList<MetricView> Read()
    {
        _reader.Collect();
        return _exporter.Read();
    }

    public override void Dispose()
    {
        _provider.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            // So that each measurement falls into its minute.
            while (await timer.WaitForNextTickAsync(stoppingToken))
                _reader.Collect();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped: nobody looks any more.
        }
    }

    private static MetricStreamConfiguration ViewOf(string instrument) =>
        !Watched.TryGetValue(instrument, out var attributes) ? MetricStreamConfiguration.Drop
        : instrument.EndsWith(".duration", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration
            {
                Boundaries = Seconds,
                TagKeys = attributes,
                RecordMinMax = false,
            }
        : new MetricStreamConfiguration { TagKeys = attributes };

    private sealed class Exporter(Func<long> minute) : BaseExporter<Metric>
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

        public IReadOnlyList<MetricView> Read()
        {
            lock (_gate)
                return [.. _series.Values.Select(series => series.Read(minute()))];
        }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            lock (_gate)
                foreach (var metric in batch)
                    foreach (ref readonly var point in metric.GetMetricPoints())
                        Take(metric, point);
            return ExportResult.Success;
        }

        private void Take(Metric metric, in MetricPoint point)
        {
            var series = SeriesOf(metric.Name, point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.LongSum:
                    series.Add(minute(), point.GetSumLong());
                    break;
                case MetricType.Histogram:
                    Span<long> buckets = stackalloc long[Seconds.Length + 1];
                    var i = 0;
                    foreach (var bucket in point.GetHistogramBuckets())
                        buckets[i++] = bucket.BucketCount;
                    series.Add(minute(), Seconds, buckets);
                    break;
                case MetricType.LongGauge or MetricType.LongSumNonMonotonic:
                    series.Set(metric.MetricType is MetricType.LongGauge ? point.GetGaugeLastValueLong() : point.GetSumLong());
                    break;
                case MetricType.DoubleGauge:
                    series.Set(point.GetGaugeLastValueDouble());
                    break;
                default:
                    throw new InvalidOperationException($"{metric.Name} is of a type that nobody draws: {metric.MetricType}.");
            }
        }

        private MetricSeries SeriesOf(string name, ReadOnlyTagCollection tags)
        {
            var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var tag in tags)
                attributes[tag.Key] = tag.Value?.ToString() ?? "";
            var key = $"{name} {string.Join(' ', attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"))}";
            return _series.TryGetValue(key, out var known) ? known : _series[key] = new MetricSeries(name, attributes);
        }
    }
}
