using System.Net.Sockets;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gateway.AuthServers.Calls;

/// <summary>What the exceptions of a call mean.</summary>
internal static class CallFailure
{
    /// <summary>In words for logs, or null where it is no failure of the call.</summary>
    public static CallOutcome.Failed? Explain(Exception exception, TimeSpan timeout) =>
        exception switch
        {
            TooLateException => new("not sent, for its time was over before it could be", null),
            BrokenCircuitException broken => new("circuit open", broken.RetryAfter),
            _ when IsTimeout(exception) => new($"no answer within {timeout.TotalSeconds:0.###} s", null),
            DiscoveryException discovery => new(discovery.Message, null),
            HttpRequestException { StatusCode: { } status } => new($"discovery answered {(int)status}", null),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new("its answer is too large", null),
            HttpRequestException http => new($"connection failed ({Describe(http)})", null),
            _ => null,
        };

    /// <summary>Whether the server as a whole is in trouble, as far as an exception tells.</summary>
    public static bool IsOutage(Exception exception) =>
        IsTimeout(exception)
        || exception
            is HttpRequestException
            {
                HttpRequestError: not (HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse),
                StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError
            };

    /// <summary>Whether the call never got so far that it could tell how the server is: too late, given up, or without a place to be sent to.</summary>
    public static bool ProvesNothing(Exception exception) => exception is TooLateException or DiscoveryException or OperationCanceledException;

    /// <summary>Whether the connection was refused, or dropped before the answer was complete.</summary>
    public static bool IsRefusedOrLost(Exception exception) =>
        exception is HttpRequestException { StatusCode: null } http && (http.HttpRequestError is HttpRequestError.ConnectionError || IsLost(http));

    /// <summary>Whether the connection was dropped before the answer was complete: the call may have been carried out.</summary>
    public static bool IsLost(HttpRequestException exception) =>
        exception is { StatusCode: null, HttpRequestError: HttpRequestError.ResponseEnded }
            or { StatusCode: null, HttpRequestError: HttpRequestError.Unknown, InnerException: IOException };

    // The caller's own cancellation has been told apart before; what remains are the deadline, connecting, and discovery.
    private static bool IsTimeout(Exception exception) =>
        exception is TimeoutRejectedException or TimeoutException or OperationCanceledException { InnerException: TimeoutException };

    private static string Describe(HttpRequestException exception) =>
        exception.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : exception.HttpRequestError.ToString();
}
