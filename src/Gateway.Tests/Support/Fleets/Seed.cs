using System.Globalization;

namespace Gateway.Tests.Support.Fleets;

/// <summary>Randomness that can be had again: it is printed, and taken from GATEWAY_TEST_SEED where that is given.</summary>
public static class Seed
{
    public static Random Random()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : System.Random.Shared.Next();
        Fleet.Say($"GATEWAY_TEST_SEED={seed}");
        return new Random(seed);
    }
}
