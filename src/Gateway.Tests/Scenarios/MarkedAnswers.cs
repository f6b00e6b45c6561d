using System.Text;
using Gateway.Tests.Support;

namespace Gateway.Tests.Scenarios;

/// <summary>What an auth server answers, rightly and wrongly, with a mark in each of its secrets and in all that could be taken for one.</summary>
internal static class MarkedAnswers
{
    public const string Mark = "SECRETMARK";

    /// <summary>To a sign-in: none of them can be read.</summary>
    public static byte[][] ToSignIns { get; } =
    [
        RawServer.Json($$"""{"access_token":"{{Mark}}-cut"""),
        RawServer.Json($$"""{"access_token":"{{Mark}}\r\nX-Evil: 1"}"""),
        RawServer.Json($$"""{"access_token":"{{Mark}}","refresh_token":"{{Mark}}\u0000"}"""),
        Http($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 10\r\n\r\n{Mark}"),
        Http($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{Mark}"),
        Http($"HTTP/1.1 200 {Mark}\r\nno header\r\n\r\n"),
        Http(""),
    ];

    /// <summary>To a refresh: none of them grants one.</summary>
    public static byte[][] ToRefreshes { get; } =
    [
        Http($"HTTP/1.1 500 {Mark}\r\nContent-Length: 10\r\n\r\n{Mark}"),
        Http($"HTTP/1.1 503 No\r\nRetry-After: {Mark}\r\nContent-Length: 0\r\n\r\n"),
        Http($"HTTP/1.1 302 Found\r\nLocation: /elsewhere?token={Mark}\r\nContent-Length: 0\r\n\r\n"),
        Http($"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{Mark}"),
        Http($"HTTP/1.1 200 OK\r\n{Mark}\r\n\r\n"),
        Http(Mark),
        Http(""),
        RawServer.Json($$"""{"access_token":"{{Mark}}\n"}"""),
        RawServer.Json($$"""{"error":"{{Mark}}","error_description":"{{Mark}}"}"""),
        Http($"HTTP/1.1 400 No\r\nContent-Length: 200\r\n\r\n{$$"""{"error":"{{Mark.ToLowerInvariant()}}_x"}""",-200}"),
        Http($"HTTP/1.1 401 {Mark}\r\nContent-Length: 200\r\n\r\n{$$"""{"error":"invalid_grant","error_description":"{{Mark}}"}""",-200}"),
    ];

    /// <summary>Tokens that are right, and told apart by <paramref name="number"/>.</summary>
    public static byte[] Granted(int number) =>
        RawServer.Json($$"""{"access_token":"{{Mark}}-access-{{number}}","refresh_token":"{{Mark}}-refresh-{{number}}","id_token":"{{Mark}}-id-{{number}}","expires_in":300}""");

    public static byte[] Http(string text) => Encoding.Latin1.GetBytes(text);
}
