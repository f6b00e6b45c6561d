using System.Net.Http.Headers;
using System.Text;
using Gateway.Configuration;

namespace Gateway.Events;

/// <summary>Posts events (CloudEvents 1.0, HTTP binding, structured mode), signed. 2xx means that it is the receiver's now; redirects are not followed.</summary>
internal sealed class WebhookSink(LiveOptions<EventsOptions> options, TimeProvider time) : IEventSink, IDisposable
{
    private static readonly MediaTypeHeaderValue CloudEvents = new("application/cloudevents+json");

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null, // whoever made the change that is told of may have written into it
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows changes of DNS
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan, // the delivery has the deadline
    };

    public string Name => "webhook";

    public async Task<DeliveryOutcome> DeliverAsync(CloudEvent told, CancellationToken cancellationToken)
    {
        if (options.Value.Webhook is not { Url: { } url, Secret: { } secret })
            return new DeliveryOutcome.Failed("it has no Url any more"); // whoever takes it away for good restarts the gateway
        var body = Encoding.UTF8.GetBytes(told.Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = CloudEvents } } };
        request.Headers.Add(WebhookSignature.Header, new WebhookSignature(secret).Of(body, time.GetUtcNow()));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? new DeliveryOutcome.Delivered() : new DeliveryOutcome.Failed($"it answered {(int)answer.StatusCode}");
        }
        catch (HttpRequestException error)
        {
            return new DeliveryOutcome.Failed($"{error.HttpRequestError}"); // no more than a word: the message may name the URL
        }
    }

    public void Dispose() => _http.Dispose();
}
