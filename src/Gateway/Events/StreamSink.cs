using Gateway.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Gateway.Events;

/// <summary>Adds events to a Redis stream, with the fields <c>id</c>, <c>type</c> and <c>event</c>.</summary>
internal sealed class StreamSink(RedisConnection redis, IOptions<EventsOptions> options) : IEventSink
{
    private const int KeptAbout = 100_000;

    private readonly string _stream = options.Value.Stream!;

    public string Name => "stream";

    public async Task<DeliveryOutcome> DeliverAsync(CloudEvent told, CancellationToken cancellationToken)
    {
        try
        {
            NameValueEntry[] entry = [new("id", told.Id), new("type", told.Type), new("event", told.Json)];
            await redis.Database.StreamAddAsync(_stream, entry, maxLength: KeptAbout, useApproximateMaxLength: true);
            return new DeliveryOutcome.Delivered();
        }
        catch (RedisServerException error)
        {
            return new DeliveryOutcome.Failed(error.Message.Split(' ', 2)[0]); // WRONGTYPE, OOM, ERR where it has no streams
        }
        catch (Exception error) when (RedisFailure.Is(error))
        {
            return new DeliveryOutcome.Failed(error.GetType().Name);
        }
    }
}
