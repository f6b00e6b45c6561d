using System.Text.Json.Nodes;
using Gateway.AuthServers;
using Gateway.Configuration;
using Gateway.Devices;
using Gateway.Events;
using Gateway.Protection;
using Gateway.Redis;
using Gateway.Sessions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Commands;

/// <summary>
/// <c>gateway doctor</c>: whether all that the gateway needs is there and fit for it. It asks the store, the auth servers and the destinations, changes nothing
/// at any of them, and may be run beside a gateway.
/// </summary>
internal static class DoctorCommand
{
    public static async Task<Report> RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await using (app)
        {
            if (await app.Services.CheckConfigurationAsync() is { Count: > 0 } faults)
                return Tell([.. faults.Select(fault => Finding.Bad(fault.Key, fault.Message))]);
            var time = app.Services.GetRequiredService<TimeProvider>();
            using var probe = new HttpProbe(time);
            return Tell(
                [
                    .. await StoreDoctor.ExamineAsync(Options<RedisOptions>(app), Rights(app), time),
                    .. await AuthServersDoctor.ExamineAsync(Options<AuthServersOptions>(app), app.Services.GetRequiredService<AuthServerRegistry>(), probe, cancellationToken),
                    .. await DestinationsDoctor.ExamineAsync(app.Services.GetServices<IProxyConfigProvider>(), time, cancellationToken),
                    .. Cookie(Options<DevicesOptions>(app), Options<ProtectionOptions>(app)),
                ]
            );
        }
    }

    private static T Options<T>(WebApplication app)
        where T : class => app.Services.GetRequiredService<IOptions<T>>().Value;

    private static StoreRights Rights(WebApplication app)
    {
        const string some = "doctor";
        var keys = app.Services.GetRequiredService<SessionKeys>();
        return new([keys.Record(some), Options<RedisOptions>(app).KeyPrefix + some], [keys.Changed, keys.Leased], Options<EventsOptions>(app).Stream);
    }

    private static IEnumerable<Finding> Cookie(DevicesOptions devices, ProtectionOptions protection)
    {
        const string what = "cookie";
        if (devices.Secure is CookieSecurity.Never)
            yield return Finding.Warning(what, "is never Secure, so it goes over plain http too");
        else if (devices.Secure is CookieSecurity.Auto && !devices.IsHostPrefixed && protection.TrustedProxies is not { Count: > 0 })
            yield return Finding.Warning(what, "is Secure where requests come by https; behind something that ends TLS they do not, unless it is named in Gateway:Protection:TrustedProxies");
        else
            yield return Finding.Good(what, $"{devices.CookieName}, SameSite {devices.SameSite}");
    }

    private static Report Tell(IReadOnlyList<Finding> findings)
    {
        var width = findings.Max(finding => finding.What.Length) + 2;
        return new Report(
            findings.Any(finding => finding.State is "bad") ? 1 : 0,
            string.Join('\n', findings.Select(finding => $"{finding.State, -9}{finding.What.PadRight(width)}{finding.Detail}")),
            new JsonObject
            {
                ["findings"] = new JsonArray([.. findings.Select(one => new JsonObject { ["state"] = one.State, ["what"] = one.What, ["detail"] = one.Detail })]),
            }
        );
    }
}
