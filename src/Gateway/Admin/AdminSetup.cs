using Gateway.Configuration;

namespace Gateway.Admin;

/// <summary>Adds the API of operators.</summary>
public static class AdminSetup
{
    /// <summary>Adds its listener with <c>Gateway:Admin</c>; without a key there is none.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services) =>
        services
            .AddChecked<AdminOptions>("Admin")
            .AddSingleton<AdminKey>()
            .AddSingleton<AdminSessions>()
            .AddSingleton<StatusPage>()
            .AddSingleton<AdminServer>()
            .AddHostedService(provider => provider.GetRequiredService<AdminServer>());
}
