using System.Collections.Immutable;

namespace Demo.AuthServer.Tokens;

/// <summary>The key that signs and those that signed before it, so that their tokens can still be checked.</summary>
internal sealed class SigningKeys : IDisposable
{
    private ImmutableList<SigningKey> _keys = [new()];

    public SigningKey Current => _keys[0];

    public ImmutableList<SigningKey> All => _keys;

    /// <summary>The JSON Web Key Set (RFC 7517).</summary>
    public object PublicKeys => new { keys = _keys.Select(key => key.PublicKey) };

    /// <param name="keepOld">False withdraws the keys so far, as after a theft: what they signed is good for nothing.</param>
    public void RollOver(bool keepOld) => ImmutableInterlocked.Update(ref _keys, (keys, newest) => keepOld ? keys.Insert(0, newest) : [newest], new SigningKey());

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }
}
