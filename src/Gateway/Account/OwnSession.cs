using Gateway.Answers;
using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;

namespace Gateway.Account;

/// <summary>Finds the session of whoever asks.</summary>
internal sealed class OwnSession(SessionStore store, SessionLifecycle lifecycle, DeviceCookie cookie, Answer answer)
{
    /// <summary>What the store says of it; what is left of one that was ended from elsewhere goes.</summary>
    public async Task<StoreAnswer> FindAsync(HttpContext context)
    {
        var found = cookie.Read(context.Request) is { } device ? await store.FindAsync(device) : StoreAnswer.Gone.Instance;
        if (found is StoreAnswer.Revoked revoked)
            await lifecycle.BuryAsync(revoked);
        if (found is not (StoreAnswer.Current or StoreAnswer.Unavailable or StoreAnswer.Gone { Left: not null }))
            cookie.Clear(context);
        return found;
    }

    /// <summary>The session; where it is null, that has been answered: 401 or a redirect to sign-in, or 503.</summary>
    public async Task<Session?> RequireAsync(HttpContext context)
    {
        switch (await FindAsync(context))
        {
            case StoreAnswer.Current(var session):
                return session;
            case StoreAnswer.Unavailable:
                await answer.StoreUnavailableAsync(context);
                break;
            case StoreAnswer.Revoked:
                await answer.SignInAsync(context, Reason.SessionRevoked, "The session was ended from elsewhere.");
                break;
            default:
                await answer.SignInAsync(context, Reason.NoSession, "There is no session for this browser.");
                break;
        }
        return null;
    }
}
