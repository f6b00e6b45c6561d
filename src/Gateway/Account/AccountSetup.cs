using System.Net.Mime;
using Gateway.Answers;
using Gateway.Configuration;
using Gateway.Protection;
using Microsoft.Extensions.Options;

namespace Gateway.Account;

/// <summary>Adds the gateway's own endpoints for frontends, and its page.</summary>
public static class AccountSetup
{
    /// <summary>Adds the endpoints with <c>Gateway:Account</c>.</summary>
    public static IServiceCollection AddAccount(this IServiceCollection services) =>
        services
            .AddChecked<AccountOptions>("Account")
            .AddSingleton<OwnSession>()
            .AddSingleton<PersonsDevices>()
            .AddSingleton<SessionEndpoint>()
            .AddSingleton<SignOutThere>()
            .AddSingleton<SignOutEndpoint>()
            .AddSingleton<DevicesEndpoint>()
            .AddSingleton<AccountPage>();

    /// <summary>Maps them under <see cref="AccountOptions.BasePath"/>; pages of other sites cannot make a browser change anything here.</summary>
    public static IEndpointRouteBuilder MapAccount(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var group = endpoints.MapGroup(services.GetRequiredService<IOptions<AccountOptions>>().Value.BasePath);
        group.RefuseCrossSite(services.GetRequiredService<CrossSiteCheck>());

        group.MapGet("/session", services.GetRequiredService<SessionEndpoint>().HandleAsync).WithDisplayName("session");
        group.MapPost("/sign-out", services.GetRequiredService<SignOutEndpoint>().HandleAsync).WithDisplayName("sign-out");

        var devices = services.GetRequiredService<DevicesEndpoint>();
        group.MapGet("/devices", devices.ListAsync).WithDisplayName("devices");
        group.MapDelete("/devices", devices.EndAllAsync).WithDisplayName("devices");
        group.MapDelete("/devices/{id}", devices.EndAsync).WithDisplayName("device");

        var page = services.GetRequiredService<AccountPage>();
        group.MapGet("/account", page.ShowAsync).WithDisplayName("account");
        group.MapGet("/account/signed-out", page.ShowSignedOutAsync).WithDisplayName("account");
        group.MapPost("/account/devices/{id}/end", page.EndAsync).WithDisplayName("account");
        group.MapPost("/account/devices/end-others", page.EndOthersAsync).WithDisplayName("account");
        group.MapPost("/account/devices/end-all", page.EndAllAsync).WithDisplayName("account");
        group.MapPost("/account/sign-out", page.SignOutAsync).WithDisplayName("account");
        group.MapGet("/account.css", new Asset("Account.account.css", MediaTypeNames.Text.Css).HandleAsync).WithDisplayName("account.css");
        return endpoints;
    }
}
