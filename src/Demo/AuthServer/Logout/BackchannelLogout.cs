using System.Net;
using Demo.AuthServer.Clients;
using Demo.AuthServer.Traffic;

namespace Demo.AuthServer.Logout;

/// <summary>Posts logout tokens to the client (OpenID Connect Back-Channel Logout 1.0 section 2.5).</summary>
internal sealed class BackchannelLogout(RegisteredClient client, AuthServerCounters counters) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <returns>What the client answered; null where none is registered or it could not be reached.</returns>
    public async Task<HttpStatusCode?> SendAsync(string logoutToken, CancellationToken cancellationToken)
    {
        if (client.BackchannelLogoutUri is not { } uri)
            return null;

        try
        {
            using var body = new FormUrlEncodedContent([new("logout_token", logoutToken)]);
            using var answer = await _http.PostAsync(uri, body, cancellationToken);
            counters.LogoutsSent.Increment();
            return answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
