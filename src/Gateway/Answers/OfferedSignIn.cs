namespace Gateway.Answers;

/// <summary>The path of the gateway's own sign-in; null where no auth server offers one.</summary>
internal delegate string? OfferedSignIn();
