using System.Collections.Concurrent;

namespace Gateway.Tests.Support.Fakes;

/// <summary>The users of a fake, found by email as it was registered.</summary>
public sealed class FakeUsers
{
    private readonly ConcurrentDictionary<string, FakeUser> _byEmail = new(StringComparer.Ordinal);
    private int _lastId;

    /// <returns>The new user; null where the email is taken.</returns>
    public FakeUser? Add(string email, string password)
    {
        var user = new FakeUser(Interlocked.Increment(ref _lastId), email, password);
        return _byEmail.TryAdd(email, user) ? user : null;
    }

    public FakeUser? Find(string email) => _byEmail.GetValueOrDefault(email);

    public FakeUser? Find(int id) => _byEmail.Values.FirstOrDefault(user => user.Id == id);

    public FakeUser? SignIn(string email, string password) =>
        Find(email) is { } user && string.Equals(user.Password, password, StringComparison.Ordinal) ? user : null;

    public void Delete(string email) => _byEmail.TryRemove(email, out _);
}
