using System.Net;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// Settings and secrets as Kubernetes mounts them: each file is a link into a folder that is itself a link, and a change swaps that one. No event tells of
/// it, so they are looked at; what the image sets beside that is for Kestrel's certificates, and is not needed here.
/// </summary>
public sealed class MountedFiles
{
    private static readonly string[] Keys = [new('a', 40), new('b', 40)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_swapped_link_is_a_change_of_both()
    {
        using var settings = new TempDirectory();
        using var secrets = new TempDirectory();
        var port = FreePort.Next();
        await MountAsync(settings.Path, "appsettings.json", Settings(20, port));
        await MountAsync(secrets.Path, "Gateway__Admin__Key", Keys[0]);

        await using var gateway = await GatewayProcess.StartAsync(
            settings.Path,
            new Dictionary<string, string?> { ["Gateway:Secrets:Directory"] = secrets.Path }
        );
        (await AskAsync(port, Keys[0])).ShouldBe(HttpStatusCode.OK);

        await MountAsync(secrets.Path, "Gateway__Admin__Key", Keys[1]);
        await MountAsync(settings.Path, "appsettings.json", Settings(30, port));
        await gateway.LoggedAsync("Gateway:Admin:Key", Cancellation);
        await gateway.LoggedAsync("Gateway:Protection:SignInAttemptsPerMinute", Cancellation);
        (await AskAsync(port, Keys[0])).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(port, Keys[1])).ShouldBe(HttpStatusCode.OK);
    }

    private static string Settings(int attempts, int port) =>
        $$"""{ "Gateway": { "Admin": { "Url": "http://127.0.0.1:{{port}}" }, "Protection": { "SignInAttemptsPerMinute": {{attempts}} } } }""";

    // As its AtomicWriter does: a new folder, and ..data renamed over in one step.
    private static async Task MountAsync(string folder, string name, string content)
    {
        var version = Directory.CreateDirectory(Path.Combine(folder, $"..{Guid.NewGuid():N}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(version, name), content, Cancellation);
        Directory.CreateSymbolicLink(Path.Combine(folder, "..data_tmp"), Path.GetFileName(version));
        using var rename = Executables.Start("mv", ["-T", "..data_tmp", "..data"], folder);
        await rename.WaitForExitAsync(Cancellation);
        rename.ExitCode.ShouldBe(0);
        if (!File.Exists(Path.Combine(folder, name)))
            File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine("..data", name));
    }

    private static async Task<HttpStatusCode> AskAsync(int port, string key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/sessions?user=nobody");
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
