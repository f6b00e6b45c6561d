using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Drain;
using Gateway.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Conventions.Ops;

/// <summary>
/// ops/kubernetes fits together, and fits the image and the gateway: what one file names stands in another, and what they configure is there. No cluster has
/// ever seen them.
/// </summary>
public sealed class KubernetesTests : IAsyncDisposable
{
    private static readonly JsonNode Deployment = Manifests.Of("Deployment");
    private static readonly JsonNode Container = Manifests.At(Deployment, "spec.template.spec.containers.0");

    private readonly TempDirectory _secrets = new();
    private readonly WebApplication _gateway;

    public KubernetesTests()
    {
        foreach (var line in File.ReadLines(Path.Combine(Manifests.Folder, "secrets.env")).Where(line => !line.StartsWith('#')))
            File.WriteAllText(Path.Combine(_secrets.Path, line.Split('=', 2)[0]), line.Split('=', 2)[1]);
        _gateway = GatewayApplication.Create([$"--contentRoot={Manifests.Folder}", $"--Gateway:Secrets:Directory={_secrets.Path}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _secrets.Dispose();
    }

    [Fact]
    public async Task Settings_and_secrets_are_known_to_the_gateway_and_found_good()
    {
        (await _gateway.Services.CheckConfigurationAsync()).ShouldBeEmpty();
        _gateway.Configuration["Gateway:Admin:Key"].ShouldStartWith("change-me");
    }

    [Fact]
    public void Whatever_is_selected_is_the_gateway()
    {
        var labels = Manifests.At(Deployment, "spec.template.metadata.labels").ToJsonString();

        Manifests.At(Deployment, "spec.selector.matchLabels").ToJsonString().ShouldBe(labels);
        Manifests.At(Deployment, "spec.template.spec.topologySpreadConstraints.0.labelSelector.matchLabels").ToJsonString().ShouldBe(labels);
        Manifests.At(Manifests.Of("Service"), "spec.selector").ToJsonString().ShouldBe(labels);
        Manifests.At(Manifests.Of("PodDisruptionBudget"), "spec.selector.matchLabels").ToJsonString().ShouldBe(labels);
        Manifests.At(Manifests.Of("NetworkPolicy"), "spec.podSelector.matchLabels").ToJsonString().ShouldBe(labels);
        var scaled = Manifests.At(Manifests.Of("HorizontalPodAutoscaler"), "spec.scaleTargetRef");
        (Manifests.Text(scaled, "kind"), Manifests.Text(scaled, "name"), Manifests.Text(scaled, "apiVersion"))
            .ShouldBe(("Deployment", Manifests.Text(Deployment, "metadata.name"), Manifests.Text(Deployment, "apiVersion")));
    }

    [Fact]
    public void Kustomize_takes_every_file()
    {
        var kustomization = Manifests.Of("Kustomization");
        var named = Names(Manifests.At(kustomization, "resources")).Concat(["kustomization.yaml"]);
        var generated = Names(Manifests.At(kustomization, "configMapGenerator.0.files")).Concat(Names(Manifests.At(kustomization, "secretGenerator.0.envs")));

        named.Concat(generated).ShouldBe(Directory.EnumerateFiles(Manifests.Folder).Select(file => Path.GetFileName(file)), ignoreOrder: true);
        Manifests.Text(Deployment, "spec.template.spec.volumes.0.configMap.name").ShouldBe(Manifests.Text(kustomization, "configMapGenerator.0.name"));
        Manifests.Text(Deployment, "spec.template.spec.volumes.1.secret.secretName").ShouldBe(Manifests.Text(kustomization, "secretGenerator.0.name"));
    }

    [Fact]
    public void Ports_are_those_of_the_image_and_of_the_settings()
    {
        var ports = Manifests.At(Container, "ports").AsArray().ToDictionary(port => Manifests.Text(port!, "name"), port => Manifests.Text(port!, "containerPort"));

        File.ReadLines(Repository.PathOf("Dockerfile")).ShouldContain($"EXPOSE {ports["http"]}");
        new Uri(_gateway.Configuration["Gateway:Admin:Url"]!).Port.ToString(CultureInfo.InvariantCulture).ShouldBe(ports["admin"]);
        Manifests.Text(Manifests.Of("Service"), "spec.ports.0.targetPort").ShouldBe("http");
        var policy = Manifests.Of("NetworkPolicy");
        new[] { Manifests.Text(policy, "spec.ingress.0.ports.0.port"), Manifests.Text(policy, "spec.ingress.1.ports.0.port") }.ShouldBe(ports.Keys, ignoreOrder: true);
    }

    // Its discovery by Kubernetes is not in every build of Prometheus, so that part is held against the manifests alone.
    [Fact]
    public void Prometheus_keeps_the_pods_of_the_gateway_and_their_admin_port()
    {
        var scrape = Manifests.At(Manifests.Read(Repository.PathOf("ops", "prometheus", "kubernetes.yml")), "scrape_configs.0");
        var (label, keep) = ("app.kubernetes.io/name", Manifests.At(scrape, "relabel_configs.0"));

        Names(Manifests.At(scrape, "kubernetes_sd_configs.0.namespaces.names")).ShouldBe([Manifests.Text(Manifests.Of("Namespace"), "metadata.name")]);
        Names(Manifests.At(keep, "source_labels")).ShouldBe([$"__meta_kubernetes_pod_label_{label.Replace('.', '_').Replace('/', '_')}", "__meta_kubernetes_pod_container_port_name"]);
        Manifests.Text(keep, "regex").ShouldBe($"{Manifests.At(Deployment, "spec.template.metadata.labels")[label]}{Manifests.Text(keep, "separator")}{Manifests.Text(Container, "ports.1.name")}");
    }

    [Theory]
    [InlineData("startupProbe", "healthz")]
    [InlineData("livenessProbe", "healthz")]
    [InlineData("readinessProbe", "readyz")]
    public void Probes_ask_for_what_the_gateway_has(string probe, string endpoint)
    {
        _gateway.Map();
        var endpoints = ((IEndpointRouteBuilder)_gateway).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

        Manifests.Text(Container, $"{probe}.httpGet.port").ShouldBe("http");
        Manifests.Text(Container, $"{probe}.httpGet.path").ShouldBe(endpoints.Single(one => one.DisplayName == endpoint).RoutePattern.RawText);
    }

    [Fact]
    public void It_serves_on_until_its_end_is_noticed()
    {
        var notice = Manifests.At(Container, "readinessProbe.periodSeconds").GetValue<int>() * Manifests.At(Container, "readinessProbe.failureThreshold").GetValue<int>();

        _gateway.Services.GetRequiredService<IOptions<DrainOptions>>().Value.Delay.ShouldBeGreaterThan(TimeSpan.FromSeconds(notice));
    }

    [Fact]
    public void What_is_mounted_lies_where_the_image_and_the_settings_look()
    {
        var mounts = Manifests.At(Container, "volumeMounts").AsArray().ToDictionary(mount => Manifests.Text(mount!, "name"), mount => Manifests.Text(mount!, "mountPath"));
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(Manifests.Folder, "appsettings.json")).Build();

        File.ReadLines(Repository.PathOf("Dockerfile")).Last(line => line.StartsWith("WORKDIR ", StringComparison.Ordinal)).ShouldBe($"WORKDIR {mounts["settings"]}");
        settings["Gateway:Secrets:Directory"].ShouldBe(mounts["secrets"]);
        Manifests.At(Deployment, "spec.template.spec.volumes").AsArray().Select(volume => Manifests.Text(volume!, "name")).ShouldBe(mounts.Keys, ignoreOrder: true);
    }

    private static IEnumerable<string> Names(JsonNode list) => list.AsArray().Select(name => name!.ToString());
}
