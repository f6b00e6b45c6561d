namespace Gateway.AuthServers.Calls;

/// <summary>The moment up to which a call may be sent has passed; nothing was sent.</summary>
internal sealed class TooLateException() : Exception("The call was not sent.");
