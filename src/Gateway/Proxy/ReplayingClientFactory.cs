using Gateway.Refresh;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxy;

/// <summary>YARP's own client for destinations, with <see cref="ReplayHandler"/> around it.</summary>
internal sealed class ReplayingClientFactory(ILogger<ForwarderHttpClientFactory> log, RefreshCoordinator refresh, FruitlessReplays fruitless, WithheldCookies cookies, EndingStreams streams)
    : ForwarderHttpClientFactory(log)
{
    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new ReplayHandler(base.WrapHandler(context, handler), refresh, fruitless, cookies, streams);
}
