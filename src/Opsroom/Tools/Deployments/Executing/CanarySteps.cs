using System.Collections.Immutable;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>One step of a canary: how many pods of each kind run in it.</summary>
/// <param name="Name">Of the calls that make it.</param>
/// <param name="Share">The percentage of the traffic that the new version gets: of the pods, to which a service spreads it evenly, or of the requests of a route.</param>
internal sealed record CanaryStep(string Name, int Canary, int Stable, int Share)
{
    private static readonly ImmutableArray<int> Usual = [20, 50];

    /// <summary>
    /// The steps that come nearest to the percentages. Without an autoscaler the pods of both kinds are together as many as the stable ones were; where one sets the
    /// number of the stable pods, that is left to it and the canary comes on top. Percentages that the pods are too few to tell apart become one step.
    /// </summary>
    /// <param name="replicas">Of the stable deployment, at least 1.</param>
    public static IReadOnlyList<CanaryStep> Of(ImmutableArray<int> weights, int replicas, bool onTop)
    {
        var steps = new List<CanaryStep>();
        foreach (var weight in (weights.IsEmpty ? Usual : weights).Where(weight => weight is > 0 and < 100).Order())
        {
            var canary = onTop ? (int)Math.Ceiling(replicas * weight / (100.0 - weight))
                : Math.Clamp((int)Math.Round(replicas * weight / 100.0, MidpointRounding.AwayFromZero), 1, Math.Max(1, replicas - 1));
            var stable = onTop ? replicas : Math.Max(1, replicas - canary);
            if (steps.Count == 0 || steps[^1].Canary < canary)
            {
                steps.Add(new CanaryStep($"canary-{weight}", canary, stable, (int)Math.Round(100.0 * canary / (canary + stable))));
            }
        }

        return steps;
    }

    /// <summary>The steps where routes give the canary exactly these percentages: its pods come on top, as many as its part of the load needs.</summary>
    public static IReadOnlyList<CanaryStep> Routed(ImmutableArray<int> weights, int replicas) =>
    [
        .. (weights.IsEmpty ? Usual : weights).Where(weight => weight is > 0 and < 100).Order()
            .Select(weight => new CanaryStep($"canary-{weight}", Math.Max(1, (int)Math.Ceiling(replicas * weight / 100.0)), replicas, weight)),
    ];
}
