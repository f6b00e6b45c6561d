using Gateway.Configuration;
using Microsoft.Extensions.Options;

namespace Gateway.Account;

/// <summary>Adds the gateway's own endpoints for frontends.</summary>
public static class AccountSetup
{
    /// <summary>Adds the endpoints with <c>Gateway:Account</c>.</summary>
    public static IServiceCollection AddAccount(this IServiceCollection services) =>
        services.AddChecked<AccountOptions>("Account").AddSingleton<SessionEndpoint>().AddSingleton<SignOutEndpoint>();

    /// <summary>Maps them under <see cref="AccountOptions.BasePath"/>.</summary>
    public static IEndpointRouteBuilder MapAccount(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var group = endpoints.MapGroup(services.GetRequiredService<IOptions<AccountOptions>>().Value.BasePath);
        group.MapGet("/session", services.GetRequiredService<SessionEndpoint>().HandleAsync).WithDisplayName("session");
        group.MapPost("/sign-out", services.GetRequiredService<SignOutEndpoint>().HandleAsync).WithDisplayName("sign-out");
        return endpoints;
    }
}
