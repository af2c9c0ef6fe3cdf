using System.Collections.Immutable;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Approvals.Rules;

/// <summary>
/// Decides by a file: a stated environment that is wrong is denied, then the first rule that fits decides, then the default; and what that allows is raised
/// to what no file can lift.
/// </summary>
internal sealed class FilePolicy(PolicyFile file) : IPolicy
{
    private const int LongestShown = 64;
    private const string Kubernetes = "kubernetes";

    public PolicyDecision Decide(PolicyQuestion question)
    {
        var isOutside = question.Effect is not (Effect.Read or Effect.Write);
        var mapped = question.Target is null ? null : MappedEnvironment(question.Target);
        var environment = mapped ?? (isOutside || question.Target is not null ? PolicyFile.Production : null);
        var stated = isOutside ? StatedOtherwise(question.Target, environment) : null;
        if (mapped is not null && stated is not null)
        {
            return new PolicyDecision(
                Verdict.Deny, "floor:stated-environment",
                $"The call says that {question.Target!.Identity} is in {stated}, but it is in {mapped} by configuration. Name the right target, or leave the environment out.", mapped, null);
        }

        var decision = ByRule(question, environment) ?? ByDefault(question.Effect, environment, mapped is not null);
        if (decision.Verdict == Verdict.Allow && Floor(question, stated) is var (floor, why))
        {
            decision = new PolicyDecision(Verdict.Ask, floor, why, environment, file.Ask);
        }

        return decision.Verdict == Verdict.Ask && stated is not null
            ? decision with { Reason = $"{decision.Reason} {Differs(question.Target!, stated)}" }
            : decision;
    }

    public TargetEnvironment EnvironmentOf(ChangeTarget target) =>
        MappedEnvironment(target) is { } mapped ? new TargetEnvironment(mapped, true) : new TargetEnvironment(PolicyFile.Production, false);

    public ImmutableArray<ChangeTarget> KubernetesTargets(string environment) =>
    [
        .. from target in file.Targets
           where target.System.IsMatch(Kubernetes) && target.Name.IsLiteral && target.Namespace is null or { IsLiteral: true }
           let exact = new ChangeTarget(Kubernetes, target.Name.Pattern, target.Namespace?.Pattern)
           // an entry above may say something else about it
           where Means(environment, target.Environment) && MappedEnvironment(exact) == target.Environment
           group exact by exact into same
           select same.Key,
    ];

    public bool Means(string stated, string environment)
    {
        var name = stated.Trim();
        return name.Equals(environment, StringComparison.OrdinalIgnoreCase)
            || (EnvironmentNames.AreSame(name, environment) && !file.Targets.Any(target => target.Environment.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    private string? MappedEnvironment(ChangeTarget target) => file.Targets.FirstOrDefault(mapped => IsMeant(mapped, target))?.Environment;

    private PolicyDecision? ByRule(PolicyQuestion question, string? environment)
    {
        foreach (var rule in file.Rules)
        {
            // a freeze window keeps new work from starting; half of what had started before is not left as it is
            if (question.Rollback && rule is { Verdict: Verdict.Deny, Match.Times.IsEmpty: false })
            {
                continue;
            }

            // in doubt about an hour that clocks show twice, what is allowed is less and what is not is more
            if (rule.Match.Fits(question, environment, generous: rule.Verdict != Verdict.Allow))
            {
                return new PolicyDecision(rule.Verdict, rule.Name, rule.Reason ?? UsualReason(rule), environment, rule.Verdict == Verdict.Ask ? rule.Ask ?? file.Ask : null);
            }
        }

        return null;
    }

    private PolicyDecision ByDefault(Effect effect, string? environment, bool isMapped) => effect switch
    {
        Effect.Read => new PolicyDecision(Verdict.Allow, "default:read", "Reading is allowed.", environment, null),
        Effect.Write => new PolicyDecision(Verdict.Allow, "default:write", "Writing files of the thread is allowed.", environment, null),
        Effect.Change when isMapped && file.Free.Contains(environment!) =>
            new PolicyDecision(Verdict.Allow, "default:free-environment", $"Changes in {environment} are free.", environment, null),
        Effect.Change => new PolicyDecision(
            Verdict.Ask, "default:change",
            isMapped ? $"A change in {environment} needs a person's approval." : "A change needs a person's approval; its target is not mapped to an environment, so it counts as production.",
            environment, file.Ask),
        _ => new PolicyDecision(Verdict.Ask, "default:destroy", "It cannot be undone, so it needs a person's approval.", environment, file.Ask),
    };

    /// <summary>What has to be asked whatever a file says.</summary>
    private static (string Rule, string Reason)? Floor(PolicyQuestion question, string? stated) => question switch
    {
        { Effect: not (Effect.Read or Effect.Write or Effect.Change) } =>
            ("floor:destroy", "It cannot be undone, so it needs a person's approval, whatever the policy file allows."),
        { Effect: Effect.Change, Unseen: true } =>
            ("floor:unseen", "What it would do could not be looked at, so it needs a person's approval."),
        { Effect: Effect.Change, Tainted: true } =>
            ("floor:tainted", "Text from outside is in this thread, so every change needs a person's approval."),
        { Egress: true, Tainted: true } =>
            ("floor:egress", "It sends text outside, and text from outside is in this thread, so it needs a person's approval."),
        { Egress: true, HoldsSealedValues: true } =>
            ("floor:egress", "It sends text outside, and this thread holds secrets, so it needs a person's approval."),
        { Effect: Effect.Change } when stated is not null =>
            ("floor:stated-environment", "Its target is not mapped to an environment, so it counts as production and needs a person's approval."),
        _ => null,
    };

    /// <summary>What the arguments claim about the environment, where that is not so, as it can be shown to a person.</summary>
    private string? StatedOtherwise(ChangeTarget? target, string? environment)
    {
        if (target?.StatedEnvironment?.Trim() is not { Length: > 0 } stated || (environment is not null && Means(stated, environment)))
        {
            return null;
        }

        var shown = stated.Length > LongestShown ? stated[..LongestShown] + "…" : stated;
        return $"'{string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter))}'";
    }

    private static string Differs(ChangeTarget target, string stated) =>
        $"The call says that {target.Identity} is in {stated}; the policy file maps it to no environment, so it counts as {PolicyFile.Production}: the two differ.";

    private static bool IsMeant(MappedTarget mapped, ChangeTarget target) =>
        mapped.System.IsMatch(target.System) && mapped.Name.IsMatch(target.Name)
        && (mapped.Namespace is not { } pattern || (target.Namespace is { } name && pattern.IsMatch(name)));

    private static string UsualReason(PolicyRule rule) => rule.Verdict switch
    {
        Verdict.Allow => $"The policy's rule '{rule.Name}' allows it.",
        Verdict.Ask => $"The policy's rule '{rule.Name}' has a person asked.",
        _ => $"The policy's rule '{rule.Name}' denies it.",
    };
}
