using Gateway.AuthServers.Contracts;

namespace Gateway.AuthServers.Calls;

/// <summary>What is sent, and where to: a fixed place, or one that discovery names, which may be none.</summary>
internal sealed record Call(CallTemplate Template, Func<CancellationToken, Task<Uri?>> FindTargetAsync);
