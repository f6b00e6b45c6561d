using Gateway.Tests.Support;
using Gateway.Tests.Support.Docker;

namespace Gateway.Tests.Conventions.Ops;

/// <summary>ops/systemd, as far as it can be held without a systemd that runs.</summary>
public sealed class SystemdTests
{
    private static readonly string Unit = Repository.PathOf("ops", "systemd", "gateway.service");
    private static readonly string Secrets = Path.Combine(Unit + ".d", "secrets.conf");
    private static readonly IReadOnlyList<string> Lines = [.. File.ReadLines(Unit), .. File.ReadLines(Secrets)];

    [Fact]
    public async Task The_unit_is_found_good_by_systemd_itself()
    {
        Assert.SkipUnless(Executables.Find("systemd-analyze") is not null, "systemd-analyze is not on PATH");
        using var folder = new TempDirectory();
        var program = Path.Combine(folder.Path, "Gateway");
        await File.WriteAllTextAsync(program, "", TestContext.Current.CancellationToken);
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var unit = Path.Combine(folder.Path, "gateway.service");
        await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(Unit, TestContext.Current.CancellationToken)).Replace("/opt/gateway/Gateway", program, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(unit + ".d");
        File.Copy(Secrets, Path.Combine(unit + ".d", "secrets.conf"));

        await using var verify = Container.Start("systemd-analyze", ["verify", unit], folder.Path);

        (await verify.ExitAsync()).ShouldBe(0, verify.Log);
        verify.Log.ShouldNotContain("gateway.service");
    }

    [Fact]
    public async Task Its_settings_are_known_to_the_gateway()
    {
        using var folder = new TempDirectory();
        var set = Lines.Where(line => line.StartsWith("Environment=Gateway__", StringComparison.Ordinal)).Select(line => line.Split('=', 3)).Select(words => (Key: words[1], Value: words[2]));
        var secrets = Lines.Where(line => line.StartsWith("LoadCredential=", StringComparison.Ordinal)).Select(line => (Key: line.Split('=')[1].Split(':')[0], Value: "redis:6379"));
        var settings = set.Concat(secrets).ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair.Value);
        settings.Remove("Gateway:Secrets:Directory").ShouldBeTrue();
        settings["Gateway:Admin:Key"] = new string('k', 32);
        settings["Gateway:Admin:Url"] = "http://127.0.0.1:9090";
        settings["Gateway:AuthServers:default:Authority"] = "https://id.example.com";
        settings["Gateway:AuthServers:default:ClientId"] = "gateway";

        await using var gateway = GatewayApplication.Create([$"--contentRoot={folder.Path}"], settings);

        (await Gateway.Configuration.ConfigurationSetup.CheckConfigurationAsync(gateway.Services)).ShouldBeEmpty();
    }
}
