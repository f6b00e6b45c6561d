namespace Gateway.Redis;

/// <summary>
/// What decides a key's slot in a Redis Cluster: what stands between its first <c>{</c> and the next <c>}</c>, or the whole key where nothing does
/// (Redis Cluster specification, "Hash tags").
/// </summary>
internal static class HashTag
{
    public static string Of(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : key.IndexOf('}', open);
        return close > open + 1 ? key[(open + 1)..close] : key;
    }
}
