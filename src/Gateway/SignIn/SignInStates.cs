using Gateway.Redis;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Distributed;

namespace Gateway.SignIn;

/// <summary>
/// Keeps what a sign-in has to remember until its callback: in the store, so that any instance can go on with it; the URL carries a random key only.
/// </summary>
internal sealed partial class SignInStates(IDistributedCache cache, OnceOnly once, ILogger<SignInStates> log)
{
    /// <summary>How long a person may take to sign in.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    internal const int KeyLength = 22;

    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether it could be stored.</summary>
    public async Task<bool> SaveAsync(string key, AuthenticationProperties properties, CancellationToken cancellationToken)
    {
        try
        {
            var options = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = Lifetime };
            await cache.SetAsync(Name(key), PropertiesSerializer.Default.Serialize(properties), options, cancellationToken);
            return true;
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return false;
        }
    }

    /// <summary>Takes it: from now on it counts as used.</summary>
    public async Task<StateAnswer> TakeAsync(string? key, CancellationToken cancellationToken)
    {
        if (key is not { Length: KeyLength } || !Base64Url.IsValid(key))
            return new StateAnswer.Unknown();
        try
        {
            if (await cache.GetAsync(Name(key), cancellationToken) is not { } stored || PropertiesSerializer.Default.Deserialize(stored) is not { } properties)
                return await UnknownAsync(key);
            return await once.TryUseAsync(Name(key), Lifetime) switch
            {
                true => new StateAnswer.Fresh(properties),
                false => new StateAnswer.Used(properties),
                null => new StateAnswer.Unavailable(),
            };
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return new StateAnswer.Unavailable();
        }
    }

    // The cache asks a replica where no primary answers, and what that does not know is not therefore unknown.
    private async Task<StateAnswer> UnknownAsync(string key) => await once.IsUsedAsync(Name(key)) is null ? new StateAnswer.Unavailable() : new StateAnswer.Unknown();

    private static string Name(string key) => "sign-in:" + key;

    [LoggerMessage(1010, LogLevel.Warning, "The state of a sign-in could not be stored or read: {Error}")]
    private partial void LogUnavailable(string error);
}
