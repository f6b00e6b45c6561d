using Gateway.Answers;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;

namespace Gateway.Account;

/// <summary><c>GET /auth/session</c>: who is signed in here, for a frontend that holds no token. 200 either way.</summary>
internal sealed class SessionEndpoint(SessionStore store, SessionLifecycle lifecycle, DeviceCookie cookie, SignInLocation signIn, Answer answer)
{
    public async Task HandleAsync(HttpContext context)
    {
        var found = cookie.Read(context.Request) is { } device ? await store.FindAsync(device) : StoreAnswer.Gone.Instance;
        if (found is StoreAnswer.Revoked revoked)
            await lifecycle.BuryAsync(revoked);
        if (found is StoreAnswer.Unavailable)
        {
            await answer.StoreUnavailableAsync(context);
            return;
        }
        if (found is not StoreAnswer.Current)
            cookie.Clear(context);
        Answer.NoStore(context);
        var view = found is StoreAnswer.Current(var session) ? SessionView.Of(session, signIn.Url) : SessionView.None(signIn.Url);
        await context.Response.WriteAsJsonAsync(view, AccountJson.Default.SessionView);
    }
}
