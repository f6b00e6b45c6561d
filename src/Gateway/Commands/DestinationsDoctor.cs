using System.Net.Sockets;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Commands;

/// <summary>Looks at the destinations: whether something listens there. They are not asked for anything.</summary>
internal static class DestinationsDoctor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<IEnumerable<Finding>> ExamineAsync(IEnumerable<IProxyConfigProvider> providers, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.WhenAll(
            from provider in providers
            from cluster in provider.GetConfig().Clusters
            from destination in cluster.Destinations ?? new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
            select OneAsync($"destination {cluster.ClusterId}/{destination.Key}", new Uri(destination.Value.Address), time, cancellationToken)
        );

    private static async Task<Finding> OneAsync(string what, Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
            return Finding.Good(what, $"{address.Authority} listens");
        }
        catch (SocketException error)
        {
            return Finding.Bad(what, $"{address.Authority}: {error.SocketErrorCode}");
        }
        catch (TimeoutException)
        {
            return Finding.Bad(what, $"{address.Authority}: no connection within {Patience.TotalSeconds} s");
        }
    }
}
