using Gateway.Lifecycle;
using Gateway.Sessions;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Fakes;
using static Gateway.Tests.Scenarios.MarkedAnswers;

namespace Gateway.Tests.Scenarios;

/// <summary>A walk through everything that can go wrong.</summary>
internal sealed class SecretWalk(MarkedWorld marked)
{
    private World World => marked.World;

    public async Task GoAsync()
    {
        await marked.SignInAsync();
        await FailToSignInAsync();
        await FailToRefreshAsync();
        await SpoilTheRecordAsync();
        await ReplayAsync();
        await EndAsync();
        await AskForNonsenseAsync();
        await WithoutStoreAsync();
    }

    private async Task FailToSignInAsync()
    {
        foreach (var answer in ToSignIns)
        {
            marked.Auth.Answer = _ => answer;
            await marked.KeepAsync(await marked.PostSignInAsync());
        }
    }

    private async Task FailToRefreshAsync()
    {
        foreach (var answer in ToRefreshes)
        {
            await marked.SignInAsync();
            World.Time.Advance(TimeSpan.FromMinutes(6));
            marked.Auth.Answer = _ => answer;
            await marked.KeepAsync(await World.Browser.GetAsync($"/api/x?code={Mark}"));
        }
    }

    private async Task SpoilTheRecordAsync()
    {
        await marked.SignInAsync();
        var database = World.Store.Connect(World.Gateway).GetDatabase();
        foreach (var record in await marked.RecordsAsync())
            await database.HashSetAsync(record, [new("access_token", "v1.AAAA"), new("version", "77")]);
        World.Time.Advance(TimeSpan.FromSeconds(6)); // past CacheMaxAge
        await marked.KeepAsync(await World.Browser.GetAsync("/api/spoilt"));
        foreach (var record in await marked.RecordsAsync())
        {
            await database.KeyDeleteAsync(record);
            await database.ListLeftPushAsync(record, "a list");
        }
        await marked.KeepAsync(await World.Browser.GetAsync("/api/spoilt", ("Cookie", $"device_id={marked.DeviceId}")));
        foreach (var record in await marked.RecordsAsync())
            await database.KeyDeleteAsync(record);
    }

    private async Task ReplayAsync()
    {
        await marked.SignInAsync();
        World.Api.AnswerNext(DestinationAnswer.Unauthorized);
        marked.Auth.Answer = _ => marked.Granted();
        await marked.KeepAsync(await World.Browser.GetAsync("/api/replayed"));
        World.Api.AnswerNext(DestinationAnswer.Unauthorized);
        marked.Auth.Answer = _ => Http($"HTTP/1.1 401 {Mark}\r\nContent-Length: 0\r\n\r\n");
        await marked.KeepAsync(await World.Browser.GetAsync("/api/replayed"));
    }

    private async Task EndAsync()
    {
        await marked.SignInAsync();
        marked.Auth.Answer = _ => Http($"HTTP/1.1 500 {Mark}\r\nContent-Length: 10\r\n\r\n{Mark}");
        await marked.KeepAsync(await World.Browser.PostAsync("/auth/sign-out"));
        await marked.SignInAsync();
        var read = await World.Service<SessionStore>().FindAsync(Gateway.Devices.DeviceId.Parse(marked.DeviceId)!.Value);
        await World.Service<SessionLifecycle>().EndAsync(SessionEntry.Of(read.ShouldBeOfType<StoreAnswer.Current>().Session), EndReason.RevokedByAdmin);
        await marked.KeepAsync(await World.Browser.GetAsync("/auth/session"));
        await marked.KeepAsync(await World.Browser.GetAsync("/api/revoked", ("Cookie", $"device_id={marked.DeviceId}")));
    }

    private async Task AskForNonsenseAsync()
    {
        await marked.SignInAsync();
        await marked.KeepAsync(await World.Browser.GetAsync($"/nowhere?token={Mark}", ("Authorization", $"Bearer {Mark}")));
        await marked.KeepAsync(await World.Browser.GetAsync($"/api?token={Mark}", ("Cookie", $"device_id={Mark}-0123456789-0123456789")));
        await marked.KeepAsync(await World.Browser.GetAsync($"/api?token={Mark}", ("Cookie", $"device_id={Mark} not well-formed")));
        await marked.KeepAsync(await World.Browser.GetAsync($"/api?token={Mark}", ("Cookie", $"device_id={Mark}-0123456789-0123456789"), ("Sec-Fetch-Mode", "cors"), ("Authorization", Mark)));
        foreach (var bad in new[] { $"Authorization : {Mark}", $"Content-Length: {Mark}", $"Cookie: device_id={marked.DeviceId}\0", $"Host: {Mark} x", $"X: {new string('x', 40_000)}{Mark}" })
            marked.Keep(await RawHttp.AskAsync(World.Gateway.Address, "GET /api/x", [$"Cookie: device_id={marked.DeviceId}", bad]));
        await World.Api.GoOfflineAsync();
        await marked.KeepAsync(await World.Browser.GetAsync($"/api/away?token={Mark}"));
        await marked.KeepAsync(await World.Browser.GetAsync($"/public/away?token={Mark}"));
        await World.Api.GoOnlineAsync();
    }

    private async Task WithoutStoreAsync()
    {
        await marked.SignInAsync();
        await marked.Redis.KillAsync();
        await marked.KeepAsync(await World.Browser.GetAsync("/api/cached"));
        await marked.KeepAsync(await World.Browser.GetAsync("/api/unknown", ("Cookie", "device_id=well-formed-and-unknown")));
        marked.Auth.Answer = _ => marked.Granted();
        await marked.KeepAsync(await marked.PostSignInAsync());
        await marked.KeepAsync(await World.Browser.PostAsync("/auth/sign-out"));
        await marked.KeepAsync(await World.Browser.GetAsync("/auth/session"));
        World.Time.Advance(TimeSpan.FromMinutes(6));
        await marked.KeepAsync(await World.Browser.GetAsync("/api/expired"));
        await marked.Redis.RunAsync();
        await World.StoreIsBackAsync();
        await marked.SignInAsync();
    }
}
