using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Devices;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;

namespace Gateway.Tests.Scenarios;

/// <summary>
/// One person on three browsers, before two instances on one Redis. What is done at the first is seen at the second as soon as it has heard of the
/// change, though it has all three sessions warm and its clock stands still.
/// </summary>
public sealed class ThreeBrowsers
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Fails when the change is not published, or the cache does not forget what was.
    [Theory]
    [InlineData("end one", 1)]
    [InlineData("end others", 2)]
    [InlineData("sign out", 1)]
    [InlineData("end all", 3)]
    [InlineData("page: end one", 1)]
    [InlineData("admin: end one", 1)]
    [InlineData("admin: end by email", 3)]
    [InlineData("admin: end by user", 3)]
    public async Task Each_action_is_seen_at_the_other_instance(string action, int ends)
    {
        await using var world = await World.StartAsync(StoreKind.Redis, AdminClient.Allow);
        var other = await world.AddInstanceAsync();
        using var one = new AdminClient(world.Gateway);
        var (here, there) = (new List<Browser>(), new List<Browser>());
        for (var i = 0; i < 3; i++)
        {
            here.Add(i is 0 ? world.Browser : world.NewBrowser());
            await world.SignInAsync(here[i]);
            there.Add(new Browser(other.Address) { DeviceId = here[i].DeviceId });
            for (var twice = 0; twice < 2; twice++)
                (await there[i].GetAsync("/api")).StatusCode.ShouldBe(HttpStatusCode.OK);
            world.Time.Advance(TimeSpan.FromMilliseconds(10));
        }
        var changes = here.ConvertAll(browser => other.NextChangeOfAsync(world.Service<SessionStore>().RecordOf(DeviceId.Parse(browser.DeviceId)!.Value)));
        var devices = await DevicesAsync(here[0]);
        var last = devices[0].GetProperty("id").GetString();

        var start = Stopwatch.GetTimestamp();
        using var done = await (
            action switch
            {
                "end one" => here[0].SendAsync(HttpMethod.Delete, $"/auth/devices/{last}", null),
                "end others" => here[0].SendAsync(HttpMethod.Delete, "/auth/devices", null),
                "sign out" => here[0].PostAsync("/auth/sign-out"),
                "end all" => here[0].SendAsync(HttpMethod.Delete, "/auth/devices?all=true", null),
                "page: end one" => here[0].PostAsync($"/auth/account/devices/{last}/end"),
                "admin: end one" => one.DeleteAsync($"/sessions/{last}"),
                "admin: end by email" => one.DeleteAsync("/sessions?email=demo%40example.com"),
                _ => one.DeleteAsync("/sessions?user=" + Uri.EscapeDataString((await one.ListAsync("?email=demo%40example.com"))[0].GetProperty("user").GetString()!)),
            }
        );
        ((int)done.StatusCode).ShouldBeLessThan(400);
        var ended = action switch
        {
            "sign out" => [0],
            "end others" => [1, 2],
            _ when ends is 1 => [2],
            _ => new[] { 0, 1, 2 },
        };
        foreach (var i in ended)
            await changes[i].WaitAsync(TimeSpan.FromSeconds(30), Cancellation); // so that one which never comes fails the test
        TestContext.Current.SendDiagnosticMessage($"{action}: asked for and heard of at the other instance after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");

        for (var i = 0; i < 3; i++)
        {
            var answer = await there[i].GetAsync("/api");
            answer.StatusCode.ShouldBe(ended.Contains(i) ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, $"browser {i}");
            if (ended.Contains(i))
                await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, i is 0 && action is "sign out" or "end all" && i is 0 ? "no_session" : "session_revoked");
            there[i].Dispose();
        }
    }

    private static async Task<List<JsonElement>> DevicesAsync(Browser browser) =>
        [.. (await (await browser.GetAsync("/auth/devices")).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation)).EnumerateArray()];
}
