using Gateway.Answers;
using Gateway.Sessions;

namespace Gateway.Account;

/// <summary><c>GET /auth/session</c>: who is signed in here, for a frontend that holds no token. 200 either way.</summary>
internal sealed class SessionEndpoint(OwnSession own, SignInLocation signIn, Answer answer)
{
    public async Task HandleAsync(HttpContext context)
    {
        var found = await own.FindAsync(context);
        if (found is StoreAnswer.Unavailable)
        {
            await answer.StoreUnavailableAsync(context);
            return;
        }
        Answer.NoStore(context);
        // Told once, so whoever is told first has to say it.
        var view = found is StoreAnswer.Current(var session)
            ? SessionView.Of(session, signIn.Url)
            : SessionView.None(signIn.Url, found is StoreAnswer.Revoked ? Reason.SessionRevoked : null);
        await context.Response.WriteAsJsonAsync(view, AccountJson.Default.SessionView);
    }
}
