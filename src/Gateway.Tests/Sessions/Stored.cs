using Gateway.Sessions;
using StackExchange.Redis;

namespace Gateway.Tests.Sessions;

/// <summary>Records as they lie in the store.</summary>
internal static class Stored
{
    /// <summary>The fields that a writer would set, by name.</summary>
    public static Dictionary<string, string> Fields(IEnumerable<RedisValue> pairs) => pairs.Chunk(2).ToDictionary(pair => pair[0].ToString(), pair => pair[1].ToString(), StringComparer.Ordinal);

    /// <summary>Reads them as the record of the session <paramref name="like"/>.</summary>
    public static Session? Read(SessionFormat format, Session like, Dictionary<string, string> fields) => new RecordReader(format).Read(like.Device, like.Key, fields);
}
