using System.Net;
using System.Text;
using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using StackExchange.Redis;
using static Gateway.Tests.Scenarios.MarkedAnswers;

namespace Gateway.Tests.Scenarios;

/// <summary>A world whose tokens, device ids, password and client secret can be told from all else, wherever they come out.</summary>
internal sealed class MarkedWorld : IAsyncDisposable
{
    private const string ClientSecret = Mark + "-client-secret";

    private readonly List<string> _devices = [];
    private readonly List<string> _answers = [];
    private int _issued;

    private MarkedWorld(RawServer auth, RedisServer redis, World world) => (Auth, Redis, World) = (auth, redis, world);

    public RawServer Auth { get; }

    public RedisServer Redis { get; }

    public World World { get; }

    /// <summary>The device id of the last sign-in.</summary>
    public string DeviceId => _devices[^1];

    /// <summary>What the gateway answered on the way.</summary>
    public IReadOnlyList<string> Answers => _answers;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Basic { get; } = Convert.ToBase64String(Encoding.ASCII.GetBytes($"gateway:{ClientSecret}"));

    public static async Task<MarkedWorld> StartAsync(Action<Dictionary<string, string?>> logs)
    {
        var (auth, redis) = (new RawServer(), await RedisServer.StartAsync());
        var world = await World.StartAsync(
            StoreKind.Embedded,
            settings =>
            {
                settings["Gateway:Redis:Configuration"] = redis.Configuration;
                settings["Gateway:Redis:Timeout"] = "00:00:00.500";
                settings["Gateway:SignIn:Page"] = "/sign-in";
                settings["Gateway:AuthServers:default:BaseAddress"] = auth.Address.ToString();
                settings["Gateway:AuthServers:default:ClientId"] = "gateway";
                settings["Gateway:AuthServers:default:ClientSecret"] = ClientSecret;
                settings["Gateway:AuthServers:default:Refresh:Body"] = "Form";
                settings["Gateway:AuthServers:default:SignOut:Body"] = "Form";
                settings["ReverseProxy:Clusters:auth:Destinations:one:Address"] = auth.Address.ToString();
                logs(settings);
            }
        );
        return new MarkedWorld(auth, redis, world);
    }

    /// <summary>Whether a secret stands in that text.</summary>
    public bool Tells(string text) =>
        text.Contains(Mark, StringComparison.OrdinalIgnoreCase) || text.Contains(Basic, StringComparison.Ordinal) || _devices.Exists(device => text.Contains(device, StringComparison.Ordinal));

    public async Task SignInAsync()
    {
        Auth.Answer = _ => Granted();
        (await PostSignInAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        _devices.Add(World.Browser.DeviceId!);
        await KeepAsync(await World.Browser.GetAsync("/api/signed-in"));
    }

    public Task<HttpResponseMessage> PostSignInAsync() =>
        World.Browser.PostJsonAsync($"/login?code={Mark}", new { email = "person@example.com", password = Mark + "-password" });

    public byte[] Granted() => MarkedAnswers.Granted(++_issued);

    public void Keep(string answer) => _answers.Add(answer);

    public async Task KeepAsync(HttpResponseMessage answer)
    {
        using (answer)
            Keep($"{answer.StatusCode} {answer.Headers} {await answer.Content.ReadAsStringAsync(Cancellation)}".Replace($"return_url=%2Fapi%3Ftoken%3D{Mark}", "", StringComparison.Ordinal));
    }

    public async Task<IReadOnlyList<RedisKey>> RecordsAsync() =>
        await World.Store.Connect(World.Gateway).GetServers()[0].KeysAsync(pattern: "gateway:session:*").ToListAsync(Cancellation);

    /// <summary>All that lies in the store.</summary>
    public Task<string> DumpAsync() => StoreDump.OfAsync(World.Store.Connect(World.Gateway));

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        Auth.Dispose();
        await Redis.DisposeAsync();
    }
}
