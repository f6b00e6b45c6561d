using Gateway.Answers;

namespace Gateway.SignIn;

/// <summary>Adds sign-in by redirect (OpenID Connect code flow with PKCE), for the auth servers that have an authority and a client id.</summary>
public static class SignInSetup
{
    /// <summary>Adds it, with its endpoints below what <paramref name="basePath"/> says. Its options are in <c>Gateway:SignIn</c>.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, Func<IServiceProvider, string> basePath) =>
        services
            .AddSingleton(provider => new SignInPaths(basePath(provider)))
            .AddSingleton<OfferedSignIn>(provider =>
                () => provider.GetRequiredService<SignInServers>().All.Count > 0 ? provider.GetRequiredService<SignInPaths>().SignIn : null
            )
            .AddSingleton<SignInServers>()
            .AddSingleton<ReturnUrls>()
            .AddSingleton<OnceOnly>()
            .AddSingleton<SignInStates>()
            .AddSingleton<ParallelSignIns>()
            .AddSingleton<RecentLogouts>()
            .AddSingleton<SignInHandlers>()
            .AddSingleton<SignInAnswers>()
            .AddSingleton<SignInEndpoint>()
            .AddSingleton<CallbackEndpoint>()
            .AddSingleton<BackChannelLogoutEndpoint>();

    /// <summary>Maps the endpoints, where an auth server offers it.</summary>
    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        if (services.GetRequiredService<SignInServers>().All.Count is 0)
            return endpoints;
        var paths = services.GetRequiredService<SignInPaths>();
        endpoints.MapGet(paths.SignIn, services.GetRequiredService<SignInEndpoint>().HandleAsync).WithDisplayName("sign-in");
        endpoints.MapGet(paths.SignIn + "/{name}", services.GetRequiredService<SignInEndpoint>().HandleAsync).WithDisplayName("sign-in");
        endpoints.MapGet(paths.Callback, services.GetRequiredService<CallbackEndpoint>().HandleAsync).WithDisplayName("callback");
        endpoints.MapPost(paths.BackChannelLogout, services.GetRequiredService<BackChannelLogoutEndpoint>().HandleAsync).WithDisplayName("backchannel-logout");
        return endpoints;
    }
}
