using System.Collections.Concurrent;
using Gateway.Benchmarks.Servers;

namespace Gateway.Benchmarks.Load;

/// <summary>Makes sessions as browsers do: by signing in at the gateway.</summary>
internal static class SignIns
{
    private const int AtOnce = 16;

    /// <summary>The cookies of <paramref name="count"/> new sessions, each of a user of its own. <paramref name="lifetime"/> is that of each access token; null: the auth server's own.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Uri gateway, int count, Func<int, TimeSpan>? lifetime = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway };
        var cookies = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, cancellationToken) =>
            {
                var request = new SignInRequest($"{Guid.NewGuid():N}@example.com", lifetime?.Invoke(number).TotalSeconds);
                using var answer = await client.PostAsJsonAsync("/login", request, cancellationToken);
                if (!answer.IsSuccessStatusCode || !answer.Headers.TryGetValues("Set-Cookie", out var set))
                    throw new BenchmarkException($"A sign-in was answered with {(int)answer.StatusCode}.");
                cookies.Enqueue(set.Single().Split(';')[0]);
            }
        );
        return [.. cookies];
    }
}
