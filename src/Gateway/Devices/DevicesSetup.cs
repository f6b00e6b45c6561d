using Gateway.Configuration;

namespace Gateway.Devices;

/// <summary>Adds the device cookie.</summary>
public static class DevicesSetup
{
    /// <summary>Adds <see cref="DeviceCookie"/> with <c>Gateway:Devices</c>.</summary>
    public static IServiceCollection AddDevices(this IServiceCollection services) =>
        services.AddChecked<DevicesOptions>("Devices").AddSingleton<DeviceCookie>();
}
