using System.Globalization;
using Xunit;

namespace Opsroom.TestKit.Proofs;

/// <summary>How long a proof runs: a few rounds among the tests, as many as are asked for under <c>eng/prove</c>.</summary>
public static class ProofRun
{
    private const int SeedAmongTests = 20_261;

    /// <summary>Whether <c>eng/prove</c> runs it.</summary>
    public static bool IsLong => Asked("OPSROOM_PROOF_ROUNDS") is not null;

    /// <summary>What chooses the random moments; told, so that a failure can be had again with <c>OPSROOM_PROOF_SEED</c>.</summary>
    public static int Seed { get; } = Asked("OPSROOM_PROOF_SEED") ?? (IsLong ? Environment.TickCount & int.MaxValue : SeedAmongTests);

    public static int Rounds(int amongTests) => Asked("OPSROOM_PROOF_ROUNDS") ?? amongTests;

    /// <summary>Tells a line of the proof's table.</summary>
    public static void Tell(string line)
    {
        if (IsLong)
        {
            Console.Out.WriteLine(line);
        }
        else
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
    }

    private static int? Asked(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
