using System.Diagnostics;

namespace Gateway.Benchmarks.Load;

/// <summary>
/// Starts requests at their times, from a thread of its own that sleeps between them: a pool that is woken each millisecond for a look at the clock spins
/// for more work after each, which takes most of a core from those that are measured.
/// </summary>
internal static class Pace
{
    /// <summary>Starts them evenly and waits for all answers.</summary>
    /// <param name="count">How many.</param>
    /// <param name="length">Within what time; zero: all at once.</param>
    /// <param name="start">Sends one, by its number and the timestamp at which it is due.</param>
    public static async Task<Request[]> RunAsync(int count, TimeSpan length, Func<int, long, Task<Request>> start)
    {
        var requests = new Task<Request>[count];
        await Task.Factory.StartNew(StartAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await Task.WhenAll(requests);

        void StartAll()
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var due = begin + (long)(length.TotalSeconds * i / count * Stopwatch.Frequency);
                while (Stopwatch.GetTimestamp() < due)
                    Thread.Sleep(1);
                requests[i] = start(i, due);
            }
        }
    }
}
