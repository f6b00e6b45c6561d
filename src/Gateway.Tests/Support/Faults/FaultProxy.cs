using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Support.Faults;

/// <summary>
/// Stands before a server, on a port of its own, and does to the traffic what networks do. Its mode can be changed while it runs, and
/// a trap can be armed for the moment in which a text comes along.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly EndPoint _target;
    private readonly Passage _passage = new();
    private readonly ConcurrentDictionary<ProxyLink, bool> _links = new();
    private readonly Lock _lock = new();
    private Socket _door;
    private bool _isListening;
    private ProxyMode _mode = ProxyMode.Refuse;

    private FaultProxy(EndPoint target)
    {
        _target = target;
        _door = Bind(0);
        Port = ((IPEndPoint)_door.LocalEndPoint!).Port;
        Set(ProxyMode.Pass);
    }

    public int Port { get; }

    /// <summary>For servers that speak HTTP.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>How long bytes take, each way; zero as long as nothing else is said.</summary>
    public TimeSpan Delay
    {
        get => _passage.Delay;
        set => _passage.Delay = value;
    }

    public static FaultProxy Before(EndPoint target) => new(target);

    public static FaultProxy Before(Uri target) => new(new IPEndPoint(IPAddress.Parse(target.Host), target.Port));

    public void Set(ProxyMode mode)
    {
        lock (_lock)
        {
            _mode = mode;
            if (mode is ProxyMode.Refuse or ProxyMode.Reset)
                Cut(); // before the gate opens, so that nothing which is held slips through
            if (mode is ProxyMode.Blackhole)
                _passage.Hold();
            else
                _passage.Release();
            if (mode is ProxyMode.Refuse == _isListening)
                Turn();
        }
    }

    /// <summary>Resets all connections; what they held is lost. New ones are treated as the mode says.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys)
            link.Cut();
    }

    /// <summary>The next request with <paramref name="text"/> does not get through, nor does anything after it, until the mode is set. Ends when it is held.</summary>
    public Task HoldFromAsync(string text) => _passage.ArmAsync(TrapKind.HoldFrom, text);

    /// <summary>The next request with <paramref name="text"/> gets through, then nothing does, until the mode is set. Ends when it has got through.</summary>
    public Task HoldAfterAsync(string text) => _passage.ArmAsync(TrapKind.HoldAfter, text);

    /// <summary>The next request with <paramref name="text"/> gets through, and when its answer comes the connection is reset. Ends then.</summary>
    public Task LoseAnswerToAsync(string text) => _passage.ArmAsync(TrapKind.LoseAnswer, text);

    /// <summary>Ends when a request with <paramref name="text"/> has got through.</summary>
    public Task RequestAsync(string text) => _passage.ArmAsync(TrapKind.TellRequest, text);

    /// <summary>Ends when an answer with <paramref name="text"/> has got through.</summary>
    public Task AnswerAsync(string text) => _passage.ArmAsync(TrapKind.TellAnswer, text);

    public async ValueTask DisposeAsync()
    {
        Set(ProxyMode.Refuse);
        _door.Dispose();
        while (!_links.IsEmpty)
            await Task.Yield(); // a link ends as soon as it is cut
    }

    // A door that is bound but does not listen refuses, and keeps the port from others.
    private void Turn()
    {
        if (_isListening)
        {
            _door.Dispose();
            _door = Bind(Port);
        }
        else
        {
            _door.Listen(512);
            _ = AcceptAsync(_door);
        }
        _isListening = !_isListening;
    }

    private static Socket Bind(int port)
    {
        var door = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        door.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return door;
    }

    private async Task AcceptAsync(Socket door)
    {
        try
        {
            while (true)
                Admit(await door.AcceptAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return; // closed, to refuse
        }
    }

    private void Admit(Socket client)
    {
        lock (_lock)
        {
            if (_mode is ProxyMode.Refuse or ProxyMode.Reset)
            {
                ProxyLink.Reset(client);
                return;
            }
            var link = new ProxyLink(client, _target, _passage);
            _links[link] = true;
            _ = RunAsync(link);
        }
    }

    private async Task RunAsync(ProxyLink link)
    {
        using (link)
            await link.RunAsync();
        _links.TryRemove(link, out _);
    }
}
