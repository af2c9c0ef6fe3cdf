using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>
/// Who is rolling a deployment out at the moment, as the object itself says. A claim is held by one execution of a procedure, not by its plan or by the process that
/// happens to run it: a procedure that goes on after a crash finds its own claim, and any other one finds a stranger's. Every change that Opsroom makes to the object
/// meanwhile has to come from that execution.
/// </summary>
/// <param name="Execution">The key of the procedure, or of the call where somebody claimed it by hand.</param>
/// <param name="Plan">What it carries out.</param>
internal sealed record RolloutClaim(string Execution, string Plan)
{
    public const string Annotation = "opsroom.dev/rollout";

    /// <summary>What was rolled out last and by whom, so that nothing is carried out twice and nobody goes on whose claim was taken away.</summary>
    public const string EndedAnnotation = "opsroom.dev/rollouts-ended";

    private const int MostKept = 12;

    /// <summary>The claim that stands; null where nobody has one.</summary>
    public static RolloutClaim? Of(KubeObject live) =>
        live.Annotations.TryGetValue(Annotation, out var text) && text.Length > 0
            ? text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? new RolloutClaim(text[..space], text[(space + 1)..]) : new RolloutClaim(text, "")
            : null;

    /// <summary>The rollouts that have ended, the newest first.</summary>
    public static IReadOnlyList<EndedRollout> EndedOf(KubeObject live) =>
    [
        .. (live.Annotations.TryGetValue(EndedAnnotation, out var text) ? text : "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(each => each.Split('=')).Where(parts => parts.Length == 3).Select(parts => new EndedRollout(parts[0], parts[1], parts[2])),
    ];

    /// <summary>Why a call of an execution, or one that stands alone, may not change the object now; null where it may.</summary>
    public static ToolFailure? Refuse(KubeObject live, string? execution)
    {
        if (Of(live) is { } claim && claim.Execution != execution)
        {
            return new ToolFailure(FaultCodes.Conflict, Held(live, claim));
        }

        return execution is not null && EndedOf(live).FirstOrDefault(each => each.Execution == execution) is { } ended
            ? new ToolFailure(FaultCodes.Conflict, $"{live.Id} is no longer rolled out by this execution of {OutsideText.OneLine(ended.Plan, 100)}: its claim was released ({OutsideText.OneLine(ended.Outcome, 30)}), so nothing was changed.")
            : null;
    }

    /// <summary>Says whose claim stands in the way and how it ends.</summary>
    public static string Held(KubeObject live, RolloutClaim claim) => string.Create(
        CultureInfo.InvariantCulture,
        $"{live.Id} is being rolled out by the plan {OutsideText.OneLine(claim.Plan, 100)} (execution {OutsideText.OneLine(claim.Execution, 200)}), so nothing else changes it. Wait for its end, or stop that run; where it is gone for good, release_rollout with this plan_id ends the claim.");

    public string Text => $"{Execution} {Plan}";

    /// <summary>The annotation once this claim has ended too.</summary>
    public string Ended(KubeObject live, string outcome) =>
        string.Join(' ', EndedOf(live).Take(MostKept - 1).Prepend(new EndedRollout(Plan, outcome, Execution)).Select(each => $"{each.Plan}={each.Outcome}={each.Execution}"));
}

/// <param name="Outcome"><c>done</c>, <c>rolled-back</c> or <c>released</c>.</param>
internal sealed record EndedRollout(string Plan, string Outcome, string Execution);
