using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Operations;

/// <summary>A prometheus from PATH, on a free port and in a folder of its own.</summary>
public sealed class Prometheus : IAsyncDisposable
{
    private const string Rules = "rules.yml";

    private readonly TempDirectory _folder = new();
    private readonly HttpClient _client;
    private readonly Process _process;

    private Prometheus(string rules, string configuration)
    {
        var port = FreePort.Next();
        File.WriteAllText(Path.Combine(_folder.Path, Rules), rules);
        File.WriteAllText(Path.Combine(_folder.Path, "prometheus.yml"), configuration);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _process = Executables.Start(
            "prometheus",
            ["--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"],
            _folder.Path
        );
        _process.BeginOutputReadLine(); // so that no pipe fills
        _process.BeginErrorReadLine();
    }

    public static bool IsInstalled => Executables.Find("prometheus") is not null;

    /// <summary>Started: it scrapes the admin listeners of <paramref name="jobs"/>, and evaluates <paramref name="rules"/>, every second.</summary>
    public static async Task<Prometheus> StartAsync(string rules, IEnumerable<(string Job, IEnumerable<Uri> Admins)> jobs, CancellationToken cancellationToken)
    {
        var scrapes = jobs.Select(job =>
            $$"""{ job_name: {{job.Job}}, authorization: { credentials: {{AdminClient.Key}} }, static_configs: [{ targets: [{{string.Join(", ", job.Admins.Select(admin => $"\"{admin.Authority}\""))}}] }] }"""
        );
        var prometheus = new Prometheus(
            rules,
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: [{{Rules}}]
            scrape_configs: [{{string.Join(", ", scrapes)}}]
            """
        );
        while (!await prometheus.IsReadyAsync(cancellationToken))
            await Task.Delay(50, cancellationToken);
        return prometheus;
    }

    /// <summary>What an expression yields: for each series its labels.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string expression, CancellationToken cancellationToken)
    {
        using var question = new FormUrlEncodedContent([new("query", expression)]);
        using var answer = await _client.PostAsync("/api/v1/query", question, cancellationToken);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        json.GetProperty("status").GetString().ShouldBe("success", $"{expression}: {json}");
        return [.. json.GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    /// <summary>All alerts that have fired so far, as job and name.</summary>
    public async Task<IReadOnlySet<(string Job, string Alert)>> FiredAsync(CancellationToken cancellationToken) =>
        (await QueryAsync("""max_over_time(ALERTS{alertstate="firing"}[1h])""", cancellationToken))
            .Select(fired => fired.GetProperty("metric"))
            .Select(labels => (labels.GetProperty("job").GetString()!, labels.GetProperty("alertname").GetString()!))
            .ToHashSet();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        _process.HasExited.ShouldBeFalse(string.Create(CultureInfo.InvariantCulture, $"prometheus ended with {(_process.HasExited ? _process.ExitCode : 0)}"));
        try
        {
            return (await _client.GetAsync("/-/ready", cancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }
}
