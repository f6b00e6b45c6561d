using System.Net;
using Gateway.Sessions;

namespace Gateway.Proxy;

/// <summary>
/// Lets long-lived answers end with their session: a WebSocket with close code 1008 (RFC 6455 section 7.4.1), server-sent events with the end of the answer, gRPC
/// with the status UNAUTHENTICATED. All else is over soon by itself.
/// </summary>
internal sealed class EndingStreams(SessionWatch watch, TimeProvider time)
{
    /// <summary>Set by a route whose <c>Streams</c> is <c>Keep</c>.</summary>
    public static readonly HttpRequestOptionsKey<bool> AreKept = new("gateway.streams.keep");

    private const string GrpcUnauthenticated = "16"; // of gRPC's status codes

    // FIN and opcode 8, the length, 1008, "session ended".
    private static readonly byte[] CloseFrame = [0x88, 15, 0x03, 0xF0, .. "session ended"u8];

    /// <summary>Ties <paramref name="answer"/> to <paramref name="session"/> where it is long-lived.</summary>
    public void Tie(HttpRequestMessage request, HttpResponseMessage answer, Session session)
    {
        var isWebSocket = answer.StatusCode is HttpStatusCode.SwitchingProtocols || request.Method == HttpMethod.Connect;
        var type = isWebSocket ? "" : TypeOf(answer);
        var isGrpc = type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);
        if ((isWebSocket || isGrpc || type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)) && !request.Options.TryGetValue(AreKept, out _))
            answer.Content = EndingWith(session, answer, isWebSocket, isGrpc);
    }

    // Apart, since what a lambda captures is allocated where its method begins.
    private EndingContent EndingWith(Session session, HttpResponseMessage answer, bool isWebSocket, bool isGrpc) =>
        new(
            answer.Content,
            stream => new EndingStream(
                stream,
                watch.Watch(session),
                time,
                isWebSocket ? new FrameBoundary() : null,
                isWebSocket ? CloseFrame : default,
                isGrpc ? () => Refuse(answer) : null
            )
        );

    private static string TypeOf(HttpResponseMessage answer) =>
        answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "";

    private static void Refuse(HttpResponseMessage answer)
    {
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-status", GrpcUnauthenticated);
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-message", "session ended");
    }
}
