using System.Collections.Concurrent;
using System.Net;
using Demo.AuthServer;
using Gateway.Tests.Support.Fakes;
using Gateway.Tests.Support.Faults;
using Gateway.Tests.Support.Stores;
using Microsoft.IdentityModel.JsonWebTokens;
using StackExchange.Redis;

namespace Gateway.Tests.Support.Fleets;

/// <summary>
/// Several gateways as real processes on one real Redis, before an auth server that rotates and ends the family on reuse, with the real
/// clock. Each instance reaches the store and the auth server through fault proxies of its own.
/// </summary>
public sealed class Fleet : IAsyncDisposable
{
    /// <summary>What anything may take on a busy machine; nothing waits this long when all is well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Fleet(RedisServer redis, DemoAuthServer auth, Destination api) => (Redis, Auth, Api) = (redis, auth, api);

    public RedisServer Redis { get; }

    public DemoAuthServer Auth { get; }

    /// <summary>Answers with the <c>Authorization</c> that it was sent, and 409 to a token that is long over.</summary>
    public Destination Api { get; }

    public IReadOnlyList<FleetInstance> Instances { get; private set; } = [];

    public string CurrentBearer => "Bearer " + Auth.CurrentAccessToken(DemoAuthServerOptions.DemoEmail);

    /// <summary>Skips the test where there is no redis-server.</summary>
    public static async Task<Fleet> StartAsync(int instances, DemoAuthServerOptions options, Action<Dictionary<string, string?>>? change = null)
    {
        var redis = await RedisServer.StartAsync();
        var fleet = new Fleet(redis, await DemoAuthServer.StartAsync(options, TimeProvider.System), await Destination.StartAsync());
        fleet.Api.Answer = Judge;
        try
        {
            fleet.Instances = await Task.WhenAll(Enumerable.Range(0, instances).Select(number => fleet.StartAsync($"{(char)('A' + number)}", change)));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>One whose session has just come to need a refresh. A call of its auth server, which takes a used refresh token for so long, is given up after a second.</summary>
    public static async Task<Fleet> StartAtExpiryAsync(int instances, TimeSpan reuseGrace)
    {
        var fleet = await StartAsync(
            instances,
            new DemoAuthServerOptions { AccessTokenLifetime = TimeSpan.FromSeconds(2), ReuseGrace = reuseGrace },
            settings => settings["Gateway:Refresh:Timeout"] = "00:00:01"
        );
        await fleet.SignInAsync();
        await ExpiryAsync(fleet.Instances[0]);
        return fleet;
    }

    /// <summary>Signs a person in at the first instance; all the others get the cookie, and see it for the first time when they are asked.</summary>
    public async Task SignInAsync()
    {
        await Instances[0].SignInAsync();
        foreach (var instance in Instances.Skip(1))
            instance.Browser.DeviceId = Instances[0].Browser.DeviceId;
    }

    /// <summary>Ends when the access token has, as <paramref name="instance"/> knows it, or so long before. Only the clock brings that.</summary>
    public static async Task ExpiryAsync(FleetInstance instance, TimeSpan before = default)
    {
        var expiry = await instance.AccessExpiryAsync() - before;
        while (expiry - TimeProvider.System.GetUtcNow() is var rest && rest >= TimeSpan.Zero)
            await Task.Delay(rest + TimeSpan.FromMilliseconds(2));
    }

    /// <summary>So many clients ask each of <paramref name="instances"/> at the same time.</summary>
    public static Task<Reply[]> BurstAsync(int clients, params IEnumerable<FleetInstance> instances) =>
        Task.WhenAll(instances.SelectMany(instance => Enumerable.Range(0, clients).Select(_ => instance.AskAsync())));

    /// <summary>So many clients ask <paramref name="instance"/> again and again until <paramref name="end"/>, each with a moment between.</summary>
    public static async Task<IReadOnlyList<Reply>> KeepAskingAsync(int clients, FleetInstance instance, DateTimeOffset end)
    {
        var replies = new ConcurrentQueue<Reply>();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => AskAsync()));
        return [.. replies];

        async Task AskAsync()
        {
            while (TimeProvider.System.GetUtcNow() < end)
            {
                replies.Enqueue(await instance.AskAsync());
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Asks until it is served; for an instance that has to find its way back first.</summary>
    public static async Task<Reply> ServesAgainAsync(FleetInstance instance)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var reply = await instance.AskAsync();
            if (reply.IsOk)
                return reply;
            reply.Status.ShouldNotBe(HttpStatusCode.Unauthorized, "what is lost does not come back");
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, $"{reply}");
            await Task.Delay(20);
        }
    }

    public IEnumerable<FleetInstance> AllBut(FleetInstance instance) => Instances.Where(other => other != instance);

    /// <summary>All that the store holds of the one session.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RecordAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Redis.Configuration);
        var record = await connection.GetServers()[0].KeysAsync(pattern: "gateway:session:*").SingleAsync();
        return (await connection.GetDatabase().HashGetAllAsync(record)).ToDictionary(field => field.Name.ToString(), field => field.Value.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Asserts that no token was used twice, and that each refresh that the auth server heard of was granted.</summary>
    public void ShouldHaveLostNothing()
    {
        Auth.Counters.ReusesDetected.Value.ShouldBe(0);
        Auth.Counters.FamiliesEnded.Value.ShouldBe(0);
        Auth.Counters.RefreshesRefused.Value.ShouldBe(0);
    }

    /// <summary>A line for who reads the results.</summary>
    public static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in Instances)
        {
            Say($"--- {instance.Name}\n{string.Join('\n', FleetLog.Brief(instance.Process.Log))}");
            await instance.DisposeAsync();
        }
        await Api.DisposeAsync();
        await Auth.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private async Task<FleetInstance> StartAsync(string name, Action<Dictionary<string, string?>>? change)
    {
        var (redis, auth) = (FaultProxy.Before(Redis.EndPoint), FaultProxy.Before(Auth.Address));
        var settings = FleetSettings.Of(redis, auth, Auth.Address, Api.Address);
        change?.Invoke(settings);
        return await FleetInstance.StartAsync(name, redis, auth, settings);
    }

    // JWTs end at whole seconds, so a token may look over for a second while it is not; what is far beyond is nobody's to send.
    private static DestinationAnswer Judge(RecordedRequest request) =>
        request.Authorization is { } authorization && new JsonWebToken(authorization["Bearer ".Length..]).ValidTo < TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(2)
            ? new DestinationAnswer { Status = 409, Body = "That token is long over." }
            : new DestinationAnswer { ContentType = "text/plain", Body = request.Authorization ?? "" };
}
