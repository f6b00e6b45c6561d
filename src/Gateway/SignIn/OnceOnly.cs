using Gateway.Redis;
using StackExchange.Redis;

namespace Gateway.SignIn;

/// <summary>Lets each thing be used once, over all instances: states of sign-ins, and logout tokens.</summary>
internal sealed partial class OnceOnly(RedisConnection redis, ILogger<OnceOnly> log)
{
    /// <summary>Whether this is the first use of <paramref name="id"/> within <paramref name="memory"/>; null where the store does not answer.</summary>
    public Task<bool?> TryUseAsync(string id, TimeSpan memory) => AskAsync(database => database.StringSetAsync(Key(id), "1", memory, when: When.NotExists));

    /// <summary>Whether it was used; null where the store does not answer.</summary>
    public Task<bool?> IsUsedAsync(string id) => AskAsync(database => database.KeyExistsAsync(Key(id), RedisConnection.AtPrimary));

    private string Key(string id) => $"{redis.KeyPrefix}used:{id}";

    private async Task<bool?> AskAsync(Func<IDatabase, Task<bool>> ask)
    {
        try
        {
            return await ask(redis.Database);
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            LogUnavailable(error.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(1000, LogLevel.Warning, "The store did not answer a sign-in or a logout: {Error}")]
    private partial void LogUnavailable(string error);
}
