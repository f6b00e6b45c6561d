using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>What a script appends to a list in the same step as its change. The list lies in the slot of the script's own key.</summary>
/// <param name="List">Name of the list.</param>
/// <param name="Lines">What is appended; none of them holds a line break.</param>
/// <param name="Life">How long the list lives from then on.</param>
internal sealed record Appendix(RedisKey List, IReadOnlyList<string> Lines, TimeSpan Life);
