using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Demo.Api;

/// <summary>Answers every request under <c>/api</c> with what was received.</summary>
internal sealed class ReceivedEndpoint(DemoApiOptions options, BearerTokens bearer, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public void Map(WebApplication app) => app.Map("/api/{**path}", AnswerAsync);

    private async Task<IResult> AnswerAsync(HttpRequest request, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return await bearer.CheckAsync(request) switch
        {
            TokenCheck.Valid valid => Results.Json(Describe(request, valid.Token), Json),
            TokenCheck.Invalid invalid => new BearerChallenge(invalid.Description),
            _ => new BearerChallenge(description: null),
        };
    }

    private Received Describe(HttpRequest request, JsonWebToken token)
    {
        var email = token.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Email, out var value) ? value : null;
        var expiresAt = new DateTimeOffset(token.ValidTo);
        return new Received
        {
            Message = $"Hello {email ?? token.Subject}",
            Method = request.Method,
            Path = request.Path,
            User = token.Subject,
            Email = email,
            Jti = token.Id,
            IssuedAt = new DateTimeOffset(token.IssuedAt),
            ExpiresAt = expiresAt,
            SecondsLeft = Math.Round((expiresAt - time.GetUtcNow()).TotalSeconds, 1),
            Headers = [.. request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
            DeviceCookieReceived = request.Cookies.ContainsKey(options.DeviceCookieName),
        };
    }
}
