using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Answers;
using Gateway.AuthServers.OpenId;
using Gateway.Protection;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.SignIn;

/// <summary><c>GET /auth/sign-in</c> and <c>/auth/sign-in/{name}</c>: sends the browser to the auth server (OpenID Connect Core section 3.1.2).</summary>
internal sealed class SignInEndpoint(SignInServers servers, SignInHandlers handlers, SignInStates states, SignInLimit limit, ParallelSignIns parallel, ReturnUrls returnUrls, SignInAnswers answers)
{
    public Task HandleAsync(HttpContext context)
    {
        Answer.NoStore(context);
        var returnUrl = returnUrls.Safe(context.Request.Query["return_url"]);
        var name = context.GetRouteValue("name") as string ?? servers.Default;
        if (name is null)
            return answers.ChooseAsync(context, returnUrl);
        return servers.All.TryGetValue(name, out var server) ? CountAsync(context, server, returnUrl) : answers.NotFoundAsync(context, returnUrl);
    }

    // Each that begins is remembered in the store, so it is bounded who begins how many.
    private async Task CountAsync(HttpContext context, OpenIdClient server, string returnUrl) =>
        await (
            await limit.CountAsync(context) switch
            {
                AttemptOutcome.TooMany(var wait) => answers.TooManyAsync(context, server.Name, returnUrl, wait),
                AttemptOutcome.Uncounted => answers.StoreUnavailableAsync(context),
                _ => BeginAsync(context, server, returnUrl),
            }
        );

    private async Task BeginAsync(HttpContext context, OpenIdClient server, string returnUrl)
    {
        var cancellation = context.RequestAborted;
        if (await server.FindProviderAsync(cancellation) is not { } provider)
        {
            await answers.UnavailableAsync(context, server.Name, returnUrl);
            return;
        }
        var (key, nonce) = (SignInStates.NewKey(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        var state = StateItems.New(server.Name, nonce, returnUrl);
        var handler = await handlers.CreateAsync(context, server, provider, key, state);
        parallel.Begin(context);
        var request = QueryHelpers.AddQueryString(handler.Begin(state), "nonce", nonce);
        if (!await states.SaveAsync(key, state, cancellation))
            await answers.StoreUnavailableAsync(context);
        else if ((provider.PushedRequestEndpoint is null ? request : await server.PushAsync(provider, request, cancellation)) is { } url)
            context.Response.Redirect(url);
        else
            await answers.UnavailableAsync(context, server.Name, returnUrl);
    }
}
