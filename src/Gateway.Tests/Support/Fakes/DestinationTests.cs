using System.Net;

namespace Gateway.Tests.Support.Fakes;

public sealed class DestinationTests : IAsyncLifetime
{
    private Destination _destination = null!;
    private Wire _wire = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _destination = await Destination.StartAsync();
        _wire = new Wire(_destination.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire.Dispose();
        await _destination.DisposeAsync();
    }

    [Fact]
    public async Task It_records_what_arrives()
    {
        await _wire.PostAsync("/orders/1?full=yes", new StringContent("body"), ("Authorization", "Bearer t"), ("Cookie", "a=b; c=d"));

        var request = await _destination.NextRequestAsync(Cancellation);
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/orders/1");
        request.Query.ShouldBe("?full=yes");
        request.Authorization.ShouldBe("Bearer t");
        request.Cookie.ShouldBe("a=b; c=d");
        request.Body.ShouldBe("body");
        _destination.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task It_says_what_it_is_told_to_say()
    {
        _destination.AnswerNext(
            DestinationAnswer.Unauthorized,
            new DestinationAnswer { Status = 201, Headers = [new("Set-Cookie", "a=1"), new("Set-Cookie", "b=2")], Body = "" });
        _destination.Answer = request => new DestinationAnswer { Body = $$"""{"path":"{{request.Path}}"}""" };

        (await _wire.GetAsync("/")).ShouldBe(HttpStatusCode.Unauthorized);
        var created = await _wire.GetAsync("/");
        created.ShouldBe(HttpStatusCode.Created);
        created.SetCookies.ShouldBe(["a=1", "b=2"]);
        (await _wire.GetAsync("/x")).ShouldBe(HttpStatusCode.OK).TextAt("path").ShouldBe("/x");
    }

    [Fact]
    public async Task Held_answers_wait_after_the_request_was_recorded()
    {
        var hold = _destination.HoldAnswers();
        var answer = _wire.GetAsync("/");

        await _destination.NextRequestAsync(Cancellation);
        answer.IsCompleted.ShouldBeFalse();

        hold.Dispose();
        (await answer).ShouldBe(HttpStatusCode.OK);
    }
}
