using Gateway.Answers;
using Gateway.AuthServers.OpenId;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.SignIn;

/// <summary><c>GET /auth/callback</c>: the browser comes back from the auth server with a code, and gets a session for it.</summary>
internal sealed partial class CallbackEndpoint(
    SignInServers servers,
    SignInHandlers handlers,
    SignInStates states,
    SessionStore store,
    SessionLifecycle lifecycle,
    RecentLogouts logouts,
    ParallelSignIns parallel,
    DeviceCookie cookie,
    SignInAnswers answers,
    ILogger<CallbackEndpoint> log
)
{
    public async Task HandleAsync(HttpContext context)
    {
        Answer.NoStore(context);
        var key = context.Request.Query["state"].ToString();
        switch (await states.TakeAsync(key, context.RequestAborted))
        {
            case StateAnswer.Fresh(var state):
                await EndAsync(context, key, state);
                break;
            case StateAnswer.Used(var state):
                await StaleAsync(context, state, "its state was used before");
                break;
            case StateAnswer.Unavailable:
                await answers.StoreUnavailableAsync(context);
                break;
            default:
                await StaleAsync(context, state: null, "its state is not one of ours, or is too old");
                break;
        }
    }

    private async Task EndAsync(HttpContext context, string key, AuthenticationProperties state)
    {
        var name = state.AuthServer() ?? "";
        if (!servers.All.TryGetValue(name, out var server))
        {
            await FailedAsync(context, name, state, "its auth server is no longer configured");
            return;
        }
        if (await server.FindProviderAsync(context.RequestAborted) is not { } provider)
        {
            await answers.UnavailableAsync(context, name, state.ReturnUrl());
            return;
        }
        var handler = await handlers.CreateAsync(context, server, provider, key, state);
        switch (await handler.EndAsync())
        {
            case CodeAnswer.Granted(var tokens, var who):
                await OpenAsync(context, new NewSession(name, tokens, who.Subject, who.Email, who.Sid), state);
                break;
            case CodeAnswer.Unavailable(var reason, var retryAfter):
                LogUnavailable(name, reason);
                await answers.UnavailableAsync(context, name, state.ReturnUrl(), retryAfter);
                break;
            case CodeAnswer.Refused(var reason) when handler.IsSameBrowser:
                await FailedAsync(context, name, state, reason);
                break;
            case CodeAnswer.Refused(var reason):
                await StaleAsync(context, state, reason);
                break;
        }
    }

    private async Task OpenAsync(HttpContext context, NewSession opened, AuthenticationProperties state)
    {
        if (await lifecycle.OpenAsync(opened, ClientDescription.Of(context), replaced: cookie.Read(context.Request)) is not { } session)
        {
            await answers.StoreUnavailableAsync(context);
            return;
        }
        switch (await logouts.HasEndedAsync(session)) // only now: a logout that comes later finds the session itself
        {
            case true:
                await lifecycle.EndAsync(SessionEntry.Of(session), EndReason.BackChannel);
                await FailedAsync(context, session.AuthServer, state, "the auth server has ended its session meanwhile");
                return;
            case null:
                await answers.StoreUnavailableAsync(context);
                return;
        }
        if (await parallel.EndAsync(context, session))
            cookie.Append(context, session.Device, session.Tokens.RefreshExpiry);
        await answers.GoOnAsync(context, state.ReturnUrl());
    }

    // A browser that is signed in has no use for an error: it went back, or reloaded, or another tab was faster.
    private async Task StaleAsync(HttpContext context, AuthenticationProperties? state, string reason)
    {
        if (cookie.Read(context.Request) is { } device && await store.FindAsync(device) is StoreAnswer.Current)
            await answers.GoOnAsync(context, state?.ReturnUrl() ?? "/");
        else
            await FailedAsync(context, state?.AuthServer() ?? "", state, reason);
    }

    private Task FailedAsync(HttpContext context, string name, AuthenticationProperties? state, string reason)
    {
        LogFailed(name, reason);
        return answers.FailedAsync(context, servers.All.ContainsKey(name) ? name : null, state?.ReturnUrl() ?? "/");
    }

    [LoggerMessage(1020, LogLevel.Warning, "A sign-in at {AuthServer} has failed: {Reason}")]
    private partial void LogFailed(string authServer, string reason);

    [LoggerMessage(1021, LogLevel.Warning, "A sign-in at {AuthServer} could not be ended: {Reason}")]
    private partial void LogUnavailable(string authServer, string reason);
}
