using Gateway.Devices;
using Gateway.Events;
using Gateway.Redis;
using Gateway.Sessions;

namespace Gateway.Lifecycle;

/// <summary>
/// The changes of sessions that others are told of. The event is written in the same step as the change; where nobody is to be told it costs nothing.
/// </summary>
internal sealed class ToldChanges(SessionStore store, SessionDirectory directory, Outbox outbox, TimeProvider time)
{
    /// <summary>Writes a new session; <paramref name="replaced"/> is the one that the browser has until now.</summary>
    public async Task<StoreAnswer> OpenAsync(Session session, DeviceId? replaced) =>
        outbox.IsOn
            ? await TellOpenedAsync(session, await IsNewAsync(session, replaced))
            : await store.OpenAsync(session);

    /// <summary>Deletes the session that a browser had until it signed in anew, of which no more than <paramref name="known"/> may be known.</summary>
    public Task<StoreAnswer> ReplaceAsync(string record, SessionEntry? known) =>
        TellAsync(
            record,
            told => store.EndAsync(record, Leaving.Replaced, told),
            () => [Ended(known is null ? new EventData(SessionKeys.Handle(record)) : Of(known), EndReason.Replaced)]
        );

    /// <summary>Deletes the session of a browser that signs out.</summary>
    public Task<StoreAnswer> SignOutAsync(Session session) =>
        TellAsync(session.Key, told => store.EndAsync(session.Key, Leaving.SignedOut, told), () => [Ended(Of(SessionEntry.Of(session)), EndReason.SignedOut)]);

    /// <summary>Ends a session from elsewhere.</summary>
    public Task<StoreAnswer> RevokeAsync(SessionEntry session, EndReason why) =>
        TellAsync(session.Record, told => store.RevokeAsync(session.Record, why.ToString(), told), () => [Ended(Of(session), why)]);

    /// <summary>Remembers that the auth server has refused the refresh token of <paramref name="session"/> for good.</summary>
    public Task<StoreAnswer> MarkRefusedAsync(Session session, LeaseAttempt lease) =>
        TellAsync(session.Key, told => store.MarkRefusedAsync(session with { IsRefused = true, Version = session.Version + 1 }, lease, told), () => Refused(session));

    /// <summary>Deletes a session that was refused for good.</summary>
    public Task<StoreAnswer> EndRefusedAsync(Session session, LeaseAttempt lease) =>
        TellAsync(
            session.Key,
            told => store.EndRefusedAsync(session, lease, told),
            () => [.. Refused(session), Ended(Of(SessionEntry.Of(session)), EndReason.Refused)]
        );

    private Task<StoreAnswer> TellOpenedAsync(Session session, bool isNew) =>
        TellAsync(
            session.Key,
            told => store.OpenAsync(session, told),
            () => [Event("session.opened", Of(SessionEntry.Of(session)) with { NewDevice = isNew })]
        );

    private async Task<StoreAnswer> TellAsync(string record, Func<Appendix?, Task<StoreAnswer>> change, Func<IReadOnlyList<CloudEvent>> events)
    {
        if (!outbox.IsOn)
            return await change(null);
        var told = events();
        var answer = await change(await outbox.NoteAsync(record, told));
        if (answer is not StoreAnswer.Unavailable) // then nobody knows, and it is looked for later
            outbox.Decided(record, told);
        return answer;
    }

    /// <summary>
    /// New is a device that its owner is not signed in on already: a browser keeps no second cookie, so it is known by its name and address. Who signs in again
    /// on the same browser has told nothing new, wherever it is by now.
    /// </summary>
    private async Task<bool> IsNewAsync(Session session, DeviceId? replaced)
    {
        if (replaced is { } device && await store.FindAsync(device) is StoreAnswer.Current(var before) && IsOfSameOwner(before, session))
            return false;
        var others = await directory.OfOwnerAsync(session) ?? [];
        return !others.Any(other => other.Record != session.Key && other.DeviceName == session.DeviceName && other.Address == session.Address);
    }

    private static bool IsOfSameOwner(Session one, Session other) =>
        one.AuthServer == other.AuthServer
        && one.User == other.User
        && (one.User is { Length: > 0 } || (one.Email is { Length: > 0 } && one.Email == other.Email));

    // A token that was refused before, or that is none, is not refused by anybody now.
    private IReadOnlyList<CloudEvent> Refused(Session session) => session.CanRefresh ? [Event("refresh.refused", Of(SessionEntry.Of(session)))] : [];

    private CloudEvent Ended(EventData data, EndReason why) => Event("session.ended", data with { Why = why.Word() });

    private CloudEvent Event(string type, EventData data) => CloudEvent.Of(type, data, time.GetUtcNow());

    private static EventData Of(SessionEntry session) =>
        new(
            session.Handle,
            session.User,
            session.Email,
            session.AuthServer,
            session.DeviceName,
            session.Address,
            session.CreatedAt == default ? null : session.CreatedAt
        );
}
