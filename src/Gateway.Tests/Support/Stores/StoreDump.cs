using System.Text;
using StackExchange.Redis;

namespace Gateway.Tests.Support.Stores;

/// <summary>All that lies in a store, as text that can be searched.</summary>
internal static class StoreDump
{
    /// <summary>Every key with all that is in it, and as the store itself would write it to a file.</summary>
    public static async Task<string> OfAsync(IConnectionMultiplexer store)
    {
        var database = store.GetDatabase();
        var dump = new StringBuilder();
        await foreach (var key in store.GetServers()[0].KeysAsync())
        {
            dump.AppendLine(key.ToString()).AppendLine(Encoding.Latin1.GetString(await database.KeyDumpAsync(key) ?? []));
            if (await database.KeyTypeAsync(key) is RedisType.Hash)
                foreach (var field in await database.HashGetAllAsync(key))
                    dump.AppendLine($"{field.Name}={field.Value}");
            if (await database.KeyTypeAsync(key) is RedisType.SortedSet)
                foreach (var member in await database.SortedSetRangeByRankAsync(key))
                    dump.AppendLine(member.ToString());
        }
        return dump.ToString();
    }
}
