using System.Text.Json;
using Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Answers;

public sealed class AnswerTests
{
    [Fact]
    public async Task A_problem_says_what_why_and_where_to_sign_in()
    {
        var context = Context();
        await At("/sign-in").ProblemAsync(context, 403, "cross_site_request", "Another site sent this.");

        context.Response.StatusCode.ShouldBe(403);
        context.Response.ContentType.ShouldBe("application/problem+json");
        context.Response.Headers.CacheControl.ToString().ShouldBe("no-store");
        var problem = Body(context);
        problem.EnumerateObject().Select(field => field.Name).ShouldBe(["type", "title", "status", "detail", "reason", "sign_in_url"], ignoreOrder: true);
        problem.GetProperty("status").GetInt32().ShouldBe(403);
        problem.GetProperty("title").GetString().ShouldBe("Forbidden");
        problem.GetProperty("detail").GetString().ShouldBe("Another site sent this.");
        problem.GetProperty("reason").GetString().ShouldBe("cross_site_request");
        problem.GetProperty("sign_in_url").GetString().ShouldBe("/sign-in");
    }

    [Fact]
    public async Task Without_a_page_the_sign_in_url_is_null_but_there()
    {
        var context = Context();
        await At(null).ProblemAsync(context, 401, "no_session", "None.");

        Body(context).GetProperty("sign_in_url").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_fetch_without_a_session_gets_a_401()
    {
        var context = Context("cors");
        await At("/sign-in").SignInAsync(context, "no_session", "None.");

        context.Response.StatusCode.ShouldBe(401);
        context.Response.Headers.Location.ShouldBeEmpty();
        Body(context).GetProperty("reason").GetString().ShouldBe("no_session");
    }

    [Fact]
    public async Task A_page_without_a_session_goes_to_sign_in_and_no_cache_keeps_that()
    {
        var context = Context("navigate");
        await At("/sign-in").SignInAsync(context, "no_session", "None.");

        context.Response.StatusCode.ShouldBe(302);
        context.Response.Headers.Location.ToString().ShouldBe("/sign-in?return_url=%2Forders");
        context.Response.Headers.CacheControl.ToString().ShouldBe("no-store");
        context.Response.Body.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_page_gets_a_401_too_where_there_is_nowhere_to_go()
    {
        var context = Context("navigate");
        await At(null).SignInAsync(context, "session_ended", "Ended.");

        context.Response.StatusCode.ShouldBe(401);
        Body(context).GetProperty("reason").GetString().ShouldBe("session_ended");
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(0.2, "1")]
    [InlineData(1, "1")]
    [InlineData(1.001, "2")]
    [InlineData(4.5, "5")]
    [InlineData(300, "300")]
    public async Task Who_has_to_wait_is_told_how_long_in_whole_seconds(double seconds, string header)
    {
        var context = Context("navigate"); // not even a page is redirected: its session is fine
        await At("/sign-in").UnavailableAsync(context, "auth_server_unavailable", "Away.", TimeSpan.FromSeconds(seconds));

        context.Response.StatusCode.ShouldBe(503);
        context.Response.Headers.RetryAfter.ToString().ShouldBe(header);
        Body(context).GetProperty("reason").GetString().ShouldBe("auth_server_unavailable");
    }

    [Fact]
    public async Task A_store_that_is_away_has_a_word_of_its_own()
    {
        var context = Context();
        await At(null).StoreUnavailableAsync(context);

        context.Response.StatusCode.ShouldBe(503);
        context.Response.Headers.RetryAfter.ToString().ShouldBe("1");
        Body(context).GetProperty("reason").GetString().ShouldBe("session_store_unavailable");
    }

    private static Answer At(string? page) => new(new SignInLocation(Options.Create(new SignInOptions { Page = page })));

    private static DefaultHttpContext Context(string? mode = null)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Request = { Method = "GET", Path = "/orders" },
            Response = { Body = new MemoryStream() },
        };
        if (mode is not null)
            context.Request.Headers["Sec-Fetch-Mode"] = mode;
        return context;
    }

    private static JsonElement Body(HttpContext context) => JsonElement.Parse(((MemoryStream)context.Response.Body).ToArray());
}
