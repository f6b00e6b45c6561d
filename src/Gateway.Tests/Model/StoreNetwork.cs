using System.Net;
using System.Reflection;
using Gateway.Tests.Support;
using StackExchange.Redis;

namespace Gateway.Tests.Model;

/// <summary>The way between one instance and the store, in the place of the client library's connection.</summary>
internal sealed class StoreNetwork(Instance instance, ModelStore store, Weather weather, FakeTime time, TimeSpan timeout)
{
    private readonly Dictionary<string, Action<RedisChannel, RedisValue>> _handlers = new(StringComparer.Ordinal);
    private EventHandler<ConnectionFailedEventArgs>? _failed;
    private EventHandler<ConnectionFailedEventArgs>? _restored;
    private bool _isSubscribed = !weather.StoreIsCutOff;

    public Task<IConnectionMultiplexer> ConnectAsync()
    {
        store.Published += Hear;
        var database = Answering.As<IDatabase>(Database);
        var subscriber = Answering.As<ISubscriber>(Subscriber);
        return Task.FromResult(
            Answering.As<IConnectionMultiplexer>(
                (method, arguments) =>
                    method.Name switch
                    {
                        nameof(IConnectionMultiplexer.GetDatabase) => database,
                        nameof(IConnectionMultiplexer.GetSubscriber) => subscriber,
                        nameof(IConnectionMultiplexer.GetServers) => Array.Empty<IServer>(),
                        "add_ConnectionFailed" => _failed += (EventHandler<ConnectionFailedEventArgs>?)arguments[0],
                        "add_ConnectionRestored" => _restored += (EventHandler<ConnectionFailedEventArgs>?)arguments[0],
                        "get_IsConnected" => true,
                        nameof(IAsyncDisposable.DisposeAsync) => ValueTask.CompletedTask,
                        _ => null,
                    }
            )
        );
    }

    /// <summary>The subscription breaks; nothing published is heard until it is <see cref="Restore"/>d.</summary>
    public void Break()
    {
        _isSubscribed = false;
        instance.Loop.Post(() => _failed?.Invoke(this, Event));
    }

    public void Restore()
    {
        _isSubscribed = true;
        instance.Loop.Post(() => _restored?.Invoke(this, Event));
    }

    public void Leave() => store.Published = store.Published - Hear ?? ((_, _) => { });

    private static ConnectionFailedEventArgs Event { get; } = new(new object(), new IPEndPoint(0, 0), ConnectionType.Subscription, ConnectionFailureType.SocketClosed, null!, "");

    private void Hear(string channel, string message)
    {
        if (!_isSubscribed || weather.Happens(0.02) || !_handlers.TryGetValue(channel, out var handler))
            return;
        After(weather.MessageLatency(), () =>
        {
            if (_isSubscribed)
                instance.Loop.Post(() => handler(RedisChannel.Literal(channel), message));
        });
    }

    private object? Subscriber(MethodInfo method, object?[] arguments)
    {
        switch (method.Name)
        {
            case nameof(ISubscriber.SubscribeAsync):
                _handlers[((RedisChannel)arguments[0]!).ToString()] = (Action<RedisChannel, RedisValue>)arguments[1]!;
                return Task.CompletedTask;
            case nameof(ISubscriber.PingAsync):
                return _isSubscribed ? Task.FromResult(TimeSpan.Zero) : Task.FromException<TimeSpan>(Refused());
            case nameof(ISubscriber.SubscribedEndpoint):
                return new IPEndPoint(IPAddress.Loopback, 1);
            default:
                throw new NotSupportedException(method.Name);
        }
    }

    private object? Database(MethodInfo method, object?[] arguments) =>
        method.Name switch
        {
            nameof(IDatabase.HashGetAllAsync) => SendAsync(() => store.Read((RedisKey)arguments[0]!)),
            nameof(IDatabase.HashGetAsync) => SendAsync(() => store.Read((RedisKey)arguments[0]!, (RedisValue)arguments[1]!)),
            nameof(IDatabase.ScriptEvaluateAsync) => SendAsync(
                () => store.Run((string)arguments[0]!, ((RedisKey[])arguments[1]!)[0], (RedisValue[])arguments[2]!)
            ),
            nameof(IDatabase.SortedSetRemoveAsync) or nameof(IDatabase.KeyDeleteAsync) => Task.FromResult(true), // the indexes are no part of the protocol
            _ => throw new NotSupportedException(method.Name),
        };

    /// <summary>
    /// A command on its way: carried out or lost, answered or not. One that its sender has given up may still be carried out, as what lies
    /// in a socket's buffer is.
    /// </summary>
    private Task<T> SendAsync<T>(Func<T> command)
    {
        var answer = new TaskCompletionSource<T>();
        if (weather.StoreIsCutOff)
        {
            After(TimeSpan.FromMilliseconds(1), () => instance.Loop.Post(() => answer.TrySetException(Refused())));
            return answer.Task;
        }
        After(timeout, () => instance.Loop.Post(() => answer.TrySetException(new RedisTimeoutException("The model lost it.", CommandStatus.Sent))));
        if (!weather.Happens(0.03))
            AfterThaw(weather.StoreLatency(), () => CarryOut(command, answer));
        return answer.Task;
    }

    private void CarryOut<T>(Func<T> command, TaskCompletionSource<T> answer)
    {
        if (weather.StoreIsCutOff)
        {
            instance.Loop.Post(() => answer.TrySetException(Refused()));
            return;
        }
        var result = command();
        if (!weather.Happens(0.03))
            AfterThaw(weather.StoreLatency(), () => instance.Loop.Post(() => answer.TrySetResult(result)));
    }

    private void AfterThaw(TimeSpan delay, Action then) =>
        After(delay, () =>
        {
            if (weather.StoreIsFrozen)
                weather.Held.Enqueue(then);
            else
                then();
        });

    // The client cancels what it could not send, in the place of a word of its own.
    private Exception Refused() =>
        weather.Happens(0.5) ? new TaskCanceledException("The model refused it.") : new RedisConnectionException(ConnectionFailureType.UnableToConnect, "The model refused it.");

    private void After(TimeSpan delay, Action then) => _ = time.CreateTimer(_ => then(), null, delay, Timeout.InfiniteTimeSpan);
}
