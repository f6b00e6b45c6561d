using System.Globalization;

namespace Gateway.Tests.Fuzz;

/// <summary>
/// Plays cases, each from a seed of its own. GATEWAY_FUZZ_CASES says how many in all (100,000), GATEWAY_FUZZ_SEED with which to begin (a new one for each run, printed);
/// a case that fails says how to play it alone.
/// </summary>
internal static class FuzzRun
{
    private const int Cases = 100_000;

    // No case takes a hundredth of it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Plays <paramref name="share"/> of all cases.</summary>
    public static Task PlayAsync(ITestOutputHelper output, double share, Action<Odd> play) =>
        PlayAsync(
            output,
            share,
            odd =>
            {
                play(odd);
                return Task.CompletedTask;
            }
        );

    /// <summary>The same for cases that wait.</summary>
    public static async Task PlayAsync(ITestOutputHelper output, double share, Func<Odd, Task> play)
    {
        var cases = Math.Max(1, (int)((Number("GATEWAY_FUZZ_CASES") ?? Cases) * share));
        var seed = Number("GATEWAY_FUZZ_SEED") ?? Random.Shared.Next(1_000_000_000);
        output.WriteLine($"{cases} cases, GATEWAY_FUZZ_SEED={seed}");
        for (var last = seed + cases; seed < last; seed++)
        {
            try
            {
                var odd = new Odd(seed);
                // On another thread, so that a case that spins is seen as well.
                await Task.Run(() => play(odd), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Assert.Fail($"GATEWAY_FUZZ_SEED={seed} GATEWAY_FUZZ_CASES=1 plays it again: {error}");
            }
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
