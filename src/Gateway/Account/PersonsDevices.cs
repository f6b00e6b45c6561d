using Gateway.Devices;
using Gateway.Lifecycle;
using Gateway.Sessions;

namespace Gateway.Account;

/// <summary>The devices that a person is signed in on, and the ways to end them: what the API and the page have in common.</summary>
internal sealed class PersonsDevices(SessionDirectory directory, SessionLifecycle lifecycle, DeviceCookie cookie)
{
    /// <summary>All of them, the latest first; null where the store does not answer.</summary>
    public async Task<IReadOnlyList<DeviceView>?> ListAsync(Session own) =>
        await directory.OfOwnerAsync(own) is { } all ? [.. all.Reverse().Select(entry => DeviceView.Of(entry, own))] : null;

    /// <summary>Ends the one of that handle.</summary>
    public async Task<DeviceEnding> EndAsync(HttpContext context, Session own, string id)
    {
        if (await directory.OfOwnerAsync(own) is not { } all)
            return DeviceEnding.Unavailable;
        return all.FirstOrDefault(entry => entry.Handle == id) switch
        {
            null => DeviceEnding.Unknown,
            { Record: var record } when record == own.Key => await SignOutAsync(context, own),
            var other => await lifecycle.EndAsync(other, EndReason.RevokedByUser) switch
            {
                StoreAnswer.Unavailable => DeviceEnding.Unavailable,
                StoreAnswer.Gone => DeviceEnding.Unknown, // somebody was faster
                _ => DeviceEnding.Ended,
            },
        };
    }

    /// <summary>Ends all but this one.</summary>
    public async Task<DeviceEnding> EndOthersAsync(Session own) =>
        await OthersAsync(own) is { } others && await lifecycle.EndAllAsync(others, EndReason.RevokedByUser) is not null
            ? DeviceEnding.Ended
            : DeviceEnding.Unavailable;

    /// <summary>Ends this one.</summary>
    public async Task<DeviceEnding> SignOutAsync(HttpContext context, Session own) => SignedOut(context, await lifecycle.SignOutAsync(own));

    /// <summary>Ends every one.</summary>
    public async Task<DeviceEnding> EndAllAsync(HttpContext context, Session own) =>
        await OthersAsync(own) is { } others ? SignedOut(context, await lifecycle.SignOutEverywhereAsync(own, others)) : DeviceEnding.Unavailable;

    private async Task<IEnumerable<SessionEntry>?> OthersAsync(Session own) =>
        (await directory.OfOwnerAsync(own))?.Where(entry => entry.Record != own.Key);

    private DeviceEnding SignedOut(HttpContext context, StoreAnswer answer)
    {
        if (answer is StoreAnswer.Unavailable)
            return DeviceEnding.Unavailable; // the cookie stays, so that the person can try again
        cookie.Clear(context);
        return DeviceEnding.SignedOut;
    }
}
