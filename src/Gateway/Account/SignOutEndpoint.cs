using Gateway.Answers;
using Gateway.AuthServers;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;

namespace Gateway.Account;

/// <summary><c>POST /auth/sign-out</c>, and every route with the word SignOut: ends this device's session.</summary>
internal sealed class SignOutEndpoint(
    SessionStore store,
    SessionLifecycle lifecycle,
    AuthServerRegistry authServers,
    DeviceCookie cookie,
    SignInLocation signIn,
    Answer answer
)
{
    public async Task HandleAsync(HttpContext context)
    {
        var ended = await EndAsync(context.Request);
        if (ended is StoreAnswer.Unavailable)
        {
            await answer.StoreUnavailableAsync(context); // the cookie stays, so that the person can try again
            return;
        }
        cookie.Clear(context);
        Answer.NoStore(context);
        var there = ended is StoreAnswer.Current(var session) ? await SignOutUrlAsync(session, context.RequestAborted) : null;
        if (Navigation.IsForm(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = there ?? signIn.Url ?? "/";
            return;
        }
        await context.Response.WriteAsJsonAsync(new SignOutView(there), AccountJson.Default.SignOutView);
    }

    // Where the browser ends its session at the auth server too, or it would be signed in again without a question.
    private Task<string?> SignOutUrlAsync(Session session, CancellationToken cancellationToken) =>
        authServers.Find(session.AuthServer)?.OpenId?.SignOutUrlAsync(session.Tokens.IdToken, cancellationToken) ?? Task.FromResult<string?>(null);

    // Current: the session that there was.
    private async Task<StoreAnswer> EndAsync(HttpRequest request)
    {
        var found = cookie.Read(request) is { } device ? await store.FindAsync(device) : StoreAnswer.Gone.Instance;
        if (found is StoreAnswer.Revoked revoked)
            await lifecycle.BuryAsync(revoked);
        return found is StoreAnswer.Current(var session) && await lifecycle.SignOutAsync(session) is StoreAnswer.Unavailable ? StoreAnswer.Unavailable.Instance : found;
    }
}
