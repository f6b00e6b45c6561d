using System.Net;
using Gateway.Drain;
using Gateway.Sessions;

namespace Gateway.Proxy;

/// <summary>
/// Lets long-lived answers end with their session, and at shutdown: a WebSocket with close code 1008 or 1001 (RFC 6455 section 7.4.1), server-sent events with
/// the end of the answer, gRPC with the status UNAUTHENTICATED or UNAVAILABLE. All else is over soon by itself.
/// </summary>
internal sealed class EndingStreams(SessionWatch watch, Draining draining, TimeProvider time)
{
    /// <summary>Set by a route whose <c>Streams</c> is <c>Keep</c>: they outlive their session, but not the process.</summary>
    public static readonly HttpRequestOptionsKey<bool> AreKept = new("gateway.streams.keep");

    // gRPC's status codes
    private const string Unauthenticated = "16";
    private const string Unavailable = "14";

    // FIN and opcode 8, the length, the code, the reason.
    private static readonly byte[] SessionEnded = [0x88, 15, 0x03, 0xF0, .. "session ended"u8];
    private static readonly byte[] GoingAway = [0x88, 15, 0x03, 0xE9, .. "shutting down"u8];

    /// <summary>Ties <paramref name="answer"/> to <paramref name="session"/>, where there is one, if it is long-lived.</summary>
    public void Tie(HttpRequestMessage request, HttpResponseMessage answer, Session? session)
    {
        var isWebSocket = answer.StatusCode is HttpStatusCode.SwitchingProtocols || request.Method == HttpMethod.Connect;
        var type = isWebSocket ? "" : TypeOf(answer);
        var isGrpc = type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
        if (isWebSocket || isGrpc || type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
            answer.Content = Ending(answer, request.Options.TryGetValue(AreKept, out _) ? null : session, isWebSocket, isGrpc);
    }

    // Apart, since what a lambda captures is allocated where its method begins.
    private EndingContent Ending(HttpResponseMessage answer, Session? session, bool isWebSocket, bool isGrpc)
    {
        var atShutdown = (draining.Closing, How(GoingAway, Unavailable, "shutting down", isFinal: false));
        return new EndingContent(answer.Content, stream => Until(stream, session is null ? null : watch.Watch(session)));

        EndingStream Until(Stream stream, WatchedSession? watched) =>
            new(
                stream,
                watched,
                time,
                isWebSocket ? new FrameBoundary() : null,
                watched is null ? [atShutdown] : [(watched.Ended, How(SessionEnded, Unauthenticated, "session ended", isFinal: true)), atShutdown]
            );

        Farewell How(byte[] frame, string status, string message, bool isFinal) =>
            new(isWebSocket ? frame : default, isGrpc ? () => Refuse(answer, status, message) : null, isFinal);
    }

    private static string TypeOf(HttpResponseMessage answer) =>
        answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "";

    private static void Refuse(HttpResponseMessage answer, string status, string message)
    {
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-status", status);
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-message", message);
    }
}
