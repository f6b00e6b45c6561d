using System.Globalization;
using System.Text;
using Gateway.AuthServers;
using Gateway.AuthServers.Calls;
using Gateway.AuthServers.Contracts;
using Gateway.Refresh;
using Gateway.Sessions;
using Gateway.Tests.Sessions;
using Gateway.Tests.Support;
using Gateway.Tokens;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Fuzz;

/// <summary>
/// Whatever an auth server answers: no exception, no token that is no header value, nothing of its text in what is logged, and what is granted can be stored and read again.
/// Seen to fail with <c>TokenReader</c> taking every text for a token.
/// </summary>
public sealed class AuthServerAnswerFuzz(ITestOutputHelper output)
{
    private static readonly TokenLocatorOptions[] Contracts =
    [
        new(),
        new() { AccessToken = ["data.access_token", "access_token"], RefreshToken = ["cookie:refresh", "tokens.refresh_token"], User = ["claim:sub", "id_token:sub", "user.id"] },
        new() { AccessToken = ["cookie:access", "a"], RefreshToken = ["data.tokens.refresh_token"], ExpiresIn = ["claim:exp", "data.expires_in"], Email = ["claim:data.email", "request:email"] },
    ];

    private static readonly string[] Paths = ["email", "data.email", "username", ""];

    private readonly FakeTime _time = new();

    [Fact]
    public Task A_refresh_is_granted_with_good_tokens_or_not_at_all() => FuzzRun.PlayAsync(output, 0.25, Refresh);

    [Fact]
    public Task A_sign_in_is_granted_with_good_tokens_and_none_of_them_passes() => FuzzRun.PlayAsync(output, 0.2, SignIn);

    [Fact]
    public Task A_sign_in_request_has_fields_or_none() => FuzzRun.PlayAsync(output, 0.05, ReadFieldsAsync);

    private void Refresh(Odd odd)
    {
        var (locators, reader) = Readers(odd);
        var previous = Some.Session().Tokens;
        var http = new HttpAnswer(odd.Of(200, 200, 200, 201, 204, 302, 400, 401, 403, 429, 500, 599), odd.Body(), SetCookies(odd), RetryAfterOf(odd));

        switch (new RefreshJudge(locators, reader, [401]).Judge(http, previous, _time.GetUtcNow()))
        {
            case RefreshAnswer.Granted(var tokens):
                http.IsSuccess.ShouldBeTrue();
                CheckTokens(tokens);
                break;
            case RefreshAnswer.Denied(var reason):
                http.Status.ShouldBeInRange(400, 499);
                reason.ShouldNotContain(Odd.Mark);
                break;
            case RefreshAnswer.Unavailable(var reason, var retryAfter):
                reason.ShouldNotContain(Odd.Mark);
                (retryAfter ?? TimeSpan.FromSeconds(1)).ShouldBeInRange(TimeSpan.FromTicks(1), RetryAfter.Longest);
                break;
        }
    }

    private void SignIn(Odd odd)
    {
        var (locators, reader) = Readers(odd);
        var reply = new SignInReply(odd.Of(200, 200, 201, 299, 302, 401, 500), odd.Of(null, "application/json", "text/html", "a/b+json; charset=x", odd.Line()), SetCookies(odd), odd.Body());

        switch (new SignInReader(locators, reader).Read(reply, RequestFields.None, _time.GetUtcNow()))
        {
            case SignInAnswer.Granted granted:
                CheckTokens(granted.Tokens);
                foreach (var identity in new[] { granted.User, granted.Email }.OfType<string>())
                    (identity.Length <= 512 && !identity.Any(char.IsControl)).ShouldBeTrue();
                if (UntrustedJson.Parse(granted.Body.Span, AnswerLimits.Depth) is { } body)
                    foreach (var path in locators.TokenPaths)
                        JsonPath.Find(body, path).ShouldBeNull(path);
                break;
            case SignInAnswer.Garbage(var reason):
                reason.ShouldNotContain(Odd.Mark);
                break;
        }
    }

    private static async Task ReadFieldsAsync(Odd odd)
    {
        var type = odd.Of(
            "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data; boundary=\"\"", $"multipart/form-data; boundary={odd.Line()}",
            "multipart/form-data", odd.Line(), null);
        var body = odd.Once(2)
            ? odd.Body()
            : Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"{odd.Line()}\"\r\nContent-Type: text/plain; charset={odd.Of("utf-7", "utf-16", "x", odd.Line())}\r\n\r\n{odd.Text()}\r\n--b--\r\n");

        var fields = await RequestFields.ParseAsync(type, body, TestContext.Current.CancellationToken);

        foreach (var path in Paths)
            fields.Find(path);
    }

    private void CheckTokens(TokenSet tokens)
    {
        foreach (var token in new[] { tokens.AccessToken, tokens.RefreshToken, tokens.IdToken }.Where(token => !token.IsEmpty).Select(token => token.Reveal()))
            (token.All(c => c is >= ' ' and <= '~') && token.Any(c => c is not ' ')).ShouldBeTrue();
        tokens.AccessToken.IsEmpty.ShouldBeFalse();
        tokens.AccessExpiry.ShouldBeLessThanOrEqualTo(_time.GetUtcNow() + ExpiryRules.Longest);
        tokens.AccessLifetime.ShouldBeGreaterThan(TimeSpan.Zero);

        var session = Some.Session() with { Tokens = tokens };
        new HttpRequestMessage().Headers.TryAddWithoutValidation("Authorization", session.Authorization).ShouldBeTrue();
        new RefreshSchedule(Options.Create(new RefreshOptions()), Registry.Empty, _time).Judge(session);
        var written = new RecordWriter(SessionFormat.Sealed).WriteAll(session);
        var record = Enumerable.Range(0, written.Count / 2).ToDictionary(i => written[2 * i].ToString(), i => written[(2 * i) + 1].ToString(), StringComparer.Ordinal);
        var read = new RecordReader(SessionFormat.Sealed).Read(session.Device, session.Key, record).ShouldNotBeNull();
        (read.Tokens.AccessToken == tokens.AccessToken && read.Tokens.RefreshToken == tokens.RefreshToken && read.Tokens.IdToken == tokens.IdToken).ShouldBeTrue();
    }

    private static (TokenLocators Locators, TokenReader Reader) Readers(Odd odd)
    {
        var locators = new TokenLocators(odd.Of(Contracts));
        return (locators, new TokenReader(locators, new ExpiryRules(TimeSpan.FromMinutes(5), TimeSpan.FromDays(14))));
    }

    private static string[] SetCookies(Odd odd) =>
        [.. Enumerable.Range(0, odd.Number(4)).Select(_ => $"{odd.Of("access", "refresh", "", odd.Text())}={odd.Text()}; {odd.Of("Max-Age=", "Expires=", "Path=", "")}{odd.Text()}")];

    private TimeSpan? RetryAfterOf(Odd odd)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", odd.Of(odd.Text(), odd.Number(int.MaxValue).ToString(CultureInfo.InvariantCulture), "Fri, 31 Dec 9999 23:59:59 GMT"));
        return RetryAfter.Read(response, _time.GetUtcNow());
    }
}
