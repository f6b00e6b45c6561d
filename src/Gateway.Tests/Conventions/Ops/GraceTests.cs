using System.Globalization;
using Gateway.Lifecycle;
using Gateway.Refresh;
using Gateway.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Conventions.Ops;

/// <summary>Whatever ends the gateway gives it the time that it may take, refreshes included.</summary>
public sealed class GraceTests
{
    // One after the other, as the host ends them: the delay, then requests, then refreshes, then calls beside requests.
    private static readonly TimeSpan WithoutDelay = new HostOptions().ShutdownTimeout + new RefreshOptions().Lease + BackgroundCalls.Longest;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10); // in the sample of Kubernetes, and in what the unit's head suggests

    [Fact]
    public void Kubernetes() => Seconds(Manifests.Text(Manifests.Of("Deployment"), "spec.template.spec.terminationGracePeriodSeconds")).ShouldBeGreaterThan(WithoutDelay + Delay);

    [Fact]
    public void Systemd() =>
        Seconds(File.ReadLines(Repository.PathOf("ops", "systemd", "gateway.service")).Single(line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal)).Split('=')[1])
            .ShouldBeGreaterThan(WithoutDelay + Delay);

    [Fact]
    public void Compose() =>
        Seconds(Manifests.Text(Manifests.Read(Repository.PathOf("docker-compose.yml")), "services.gateway.stop_grace_period").TrimEnd('s')).ShouldBeGreaterThan(WithoutDelay);

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));
}
