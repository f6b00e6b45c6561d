using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>By what is known that the store did not answer. The client throws its own exceptions, but also cancels what it could not send, and what is asked of it while it is disposed.</summary>
internal static class RedisFailure
{
    /// <summary>Whether <paramref name="error"/> says that the store did not answer; nothing here passes the client a token that could cancel.</summary>
    public static bool Is(Exception error) => error is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>The word that an error of the store begins with, such as OOM, LOADING or READONLY; ERR where it has none. No more, for the rest may name a key.</summary>
    public static string CodeOf(RedisServerException error) => error.Message.Split(' ', 2)[0] is var word && word.All(char.IsAsciiLetterUpper) ? word : "ERR";
}
