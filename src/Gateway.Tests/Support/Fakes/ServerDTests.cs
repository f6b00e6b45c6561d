using System.Net;
using System.Text.Json.Nodes;
using Demo.AuthServer.Traffic;
using static Gateway.Tests.Support.Fakes.JsonReading;

namespace Gateway.Tests.Support.Fakes;

public sealed class ServerDTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private ServerD _server = null!;
    private Wire _wire = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerD.StartAsync(_time);
        _wire = new Wire(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_are_nested_and_so_are_the_claims()
    {
        var answer = (await SignInAsync()).ShouldBe(HttpStatusCode.OK);

        answer.ShouldHaveOnly("tokens");
        answer["tokens"]!.AsObject().ShouldHaveOnly("idToken", "refreshToken");
        var claims = Claims(answer.TextAt("tokens.idToken"));
        claims["user"]!.AsObject().ShouldHaveOnly("uid", "email");
        (claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>()).ShouldBe(15 * 60);
        (await PostAsync("/signup", new { email = "new@example.com", password = "long-enough" })).ShouldBe(HttpStatusCode.Created).ShouldHaveOnly("tokens");
    }

    [Fact]
    public async Task A_refresh_token_is_good_once()
    {
        var first = await SignInForRefreshTokenAsync();

        var refreshed = (await RefreshAsync(first)).ShouldBe(HttpStatusCode.OK);
        var second = refreshed.TextAt("tokens.refreshToken");
        string.Equals(second, first, StringComparison.Ordinal).ShouldBeFalse();
        _server.CurrentAccessToken().ShouldBe(refreshed.TextAt("tokens.idToken"));

        (await RefreshAsync(first)).ShouldBe(HttpStatusCode.Unauthorized).TextAt("error.type").ShouldBe("AUTHORIZATION");
        (await RefreshAsync(second)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_ten_parallel_refreshes_with_one_token_one_is_granted()
    {
        var token = await SignInForRefreshTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RefreshAsync(token)));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).ShouldBe(9);
        _server.Counters.RefreshCalls.Value.ShouldBe(10);
    }

    [Fact]
    public async Task Expired_and_garbage_are_401_and_a_deleted_user_404()
    {
        (await RefreshAsync("garbage")).ShouldBe(HttpStatusCode.Unauthorized);

        var token = await SignInForRefreshTokenAsync();
        _server.Users.Delete(FakeAuthServer.Email);
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.NotFound).TextAt("error.type").ShouldBe("NOT_FOUND");

        _time.Advance(TimeSpan.FromDays(3));
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Errors_have_one_shape_and_a_status_each()
    {
        (await PostAsync("/signin", new { email = FakeAuthServer.Email, password = "wrong-one" })).ShouldBe(HttpStatusCode.Unauthorized)
            .TextAt("error.type").ShouldBe("AUTHORIZATION");
        (await PostAsync("/signup", new { email = FakeAuthServer.Email, password = "long-enough" })).ShouldBe(HttpStatusCode.Conflict)
            .TextAt("error.type").ShouldBe("CONFLICT");
        (await PostAsync("/signin", new { email = "x", password = "y" })).ShouldBe(HttpStatusCode.BadRequest)
            ["invalidArgs"]!.AsArray().Count.ShouldBe(2);
        (await _wire.PostFormAsync("/api/account/signin", ("email", "x"))).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await _wire.PostTextAsync("/api/account/signin", "{", "application/json")).ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task An_answer_that_takes_five_seconds_is_503()
    {
        var token = await SignInForRefreshTokenAsync();
        _server.Faults.Set(new Fault { Latency = TimeSpan.FromSeconds(30), Times = 1 });

        var refresh = RefreshAsync(token);
        await _time.TimerStartedAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(5));

        (await refresh).ShouldBe(HttpStatusCode.ServiceUnavailable).TextAt("error.type").ShouldBe("SERVICE_UNAVAILABLE");
        (await RefreshAsync(token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sign_out_ends_every_device_of_the_user()
    {
        var other = await SignInForRefreshTokenAsync();
        var mine = (await SignInAsync()).ShouldBe(HttpStatusCode.OK);

        (await _wire.PostAsync("/api/account/signout", null, ("Authorization", $"Bearer {mine.TextAt("tokens.idToken")}"))).ShouldBe(HttpStatusCode.OK);

        (await RefreshAsync(other)).ShouldBe(HttpStatusCode.Unauthorized);
        (await RefreshAsync(mine.TextAt("tokens.refreshToken"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await _wire.PostAsync("/api/account/signout", null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<WireAnswer> PostAsync(string path, object body) => _wire.PostJsonAsync($"/api/account{path}", body);

    private Task<WireAnswer> SignInAsync() =>
        PostAsync("/signin", new { email = FakeAuthServer.Email, password = FakeAuthServer.Password });

    private Task<WireAnswer> RefreshAsync(string refreshToken) => PostAsync("/tokens", new { refreshToken });

    private async Task<string> SignInForRefreshTokenAsync()
    {
        JsonObject answer = (await SignInAsync()).ShouldBe(HttpStatusCode.OK);
        return answer.TextAt("tokens.refreshToken");
    }
}
