namespace Gateway.Account;

/// <summary>What a frontend is told after a sign-out: where to go on to end the session at the provider as well, if anywhere.</summary>
internal sealed record SignOutView(string? SignOutUrl);
