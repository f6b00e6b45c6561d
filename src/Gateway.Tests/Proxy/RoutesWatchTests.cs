using Gateway.Tests.Support;
using Gateway.Tests.Support.Stores;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Proxy;

/// <summary>
/// YARP's word on changed routes. What it would refuse is found before it is handed over, so no story brings it to refuse any; its part is played here.
/// </summary>
public sealed class RoutesWatchTests
{
    [Fact]
    public async Task What_YARP_could_not_put_into_effect_is_not_in_force_until_it_could()
    {
        const string inForce = "gateway.configuration.in_force";
        await using var world = await World.StartAsync(StoreKind.Embedded);
        using var measured = new Measured(world.Gateway, inForce);
        var listeners = world.Gateway.Services.GetServices<IConfigChangeListener>().ToList();
        measured.Now(inForce).ShouldBe(1);

        listeners.ForEach(listener => listener.ConfigurationApplyingFailed([], new InvalidOperationException("no such policy")));
        measured.Now(inForce).ShouldBe(0);

        listeners.ForEach(listener => listener.ConfigurationApplied([]));
        measured.Now(inForce).ShouldBe(1);
    }
}
