using System.Net;
using System.Text.Json;
using Gateway.Tests.Support;

namespace Gateway.Tests.Model;

/// <summary>The way between one instance and the auth server: slow at times, and at times it loses the call, the answer, or both.</summary>
internal sealed class AuthNetwork(Instance instance, ModelAuthServer server, Weather weather, FakeTime time) : HttpMessageHandler
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10.5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement.GetProperty("refresh_token").GetString()!;
        var call = new Underway(token, new Presentation(instance, time.GetUtcNow()), weather.Coin());
        cancellationToken.Register(() => GiveUp(call));
        if (weather.Happens(0.05))
            After(weather.CallLatency(), () => Fail(call, new HttpRequestException(HttpRequestError.ConnectionError)));
        else if (!weather.Happens(0.03)) // else it hangs until it is given up
            After(weather.CallLatency(), () => Arrive(call));
        return await call.Answer.Task;
    }

    private void Arrive(Underway call)
    {
        if (call.HasArrived)
            return;
        call.HasArrived = true;
        if (weather.Happens(0.05))
        {
            After(weather.CallLatency(), () => Deliver(call, new(HttpStatusCode.ServiceUnavailable), isAnswer: false));
            return;
        }
        var answer = server.Refresh(call.Token, call.Presentation);
        if (weather.Happens(0.05))
            After(weather.CallLatency(), () => Fail(call, new HttpRequestException(HttpRequestError.ResponseEnded)));
        else
            After(weather.CallLatency(), () => Deliver(call, answer, isAnswer: true));
    }

    // What is on its way when the caller leaves arrives now or never. A caller that was frozen leaves late; the network has not waited for it.
    private void GiveUp(Underway call)
    {
        if (call.ArrivesAnyway && time.GetUtcNow() - call.Presentation.At < Longest)
            Arrive(call);
        call.HasArrived = true;
        call.Presentation.IsAnswered ??= false;
        instance.Loop.LeavesForPool = true;
        call.Answer.TrySetCanceled();
    }

    private void Deliver(Underway call, HttpResponseMessage answer, bool isAnswer) =>
        instance.Loop.Post(() =>
        {
            instance.Loop.LeavesForPool = true;
            if (call.Answer.TrySetResult(answer) && isAnswer)
                call.Presentation.IsAnswered = true;
        });

    private void Fail(Underway call, Exception error)
    {
        call.Presentation.IsAnswered ??= false;
        instance.Loop.Post(() =>
        {
            instance.Loop.LeavesForPool = true;
            call.Answer.TrySetException(error);
        });
    }

    private void After(TimeSpan delay, Action then) => _ = time.CreateTimer(_ => then(), null, delay, Timeout.InfiniteTimeSpan);

    private sealed record Underway(string Token, Presentation Presentation, bool ArrivesAnyway)
    {
        public TaskCompletionSource<HttpResponseMessage> Answer { get; } = new();

        public bool HasArrived { get; set; }
    }
}
