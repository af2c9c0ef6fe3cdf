using Opsroom.Approvals;

namespace Opsroom.Server.Policy;

/// <summary>How the policy is, in words for health and the log.</summary>
internal static class PolicyWords
{
    public static string Of(PolicyHealth health) => health.Standing switch
    {
        PolicyStanding.BuiltIn => "default",
        PolicyStanding.File => "healthy",
        PolicyStanding.LastGood => $"degraded: {Problem(health)} What it said before is still in force.",
        PolicyStanding.Strict => $"degraded: {Problem(health)} Until it can be read, everything but reading needs a person's approval.",
        _ => throw new InvalidOperationException($"No words for {health.Standing}."),
    };

    private static string Problem(PolicyHealth health) => $"{health.Path}: {health.Problem!.TrimEnd('.')}.";
}
