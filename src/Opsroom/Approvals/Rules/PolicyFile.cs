using System.Collections.Immutable;
using Opsroom.Tools;

namespace Opsroom.Approvals.Rules;

/// <summary>A whole policy, as a file says it.</summary>
/// <param name="Targets">Where targets' environments come from; the first that matches counts.</param>
/// <param name="Free">Environments in which a change needs no approval where no rule says otherwise.</param>
/// <param name="Ask">Who is asked where a rule does not say.</param>
/// <param name="Rules">The first that matches decides.</param>
internal sealed record PolicyFile(ImmutableArray<MappedTarget> Targets, ImmutableHashSet<string> Free, AskTerms Ask, ImmutableArray<PolicyRule> Rules)
{
    /// <summary>The environment of whatever is not mapped.</summary>
    public const string Production = "production";

    /// <summary>Who is asked where nothing else is said: one person, who may be the one whose request it is.</summary>
    public static AskTerms DefaultAsk { get; } = new(["approver", "admin"], 1, TimeSpan.FromHours(24), true);

    /// <summary>In force where there is no file.</summary>
    public static PolicyFile BuiltIn { get; } = new([], [], DefaultAsk, []);

    /// <summary>In force while the operator's rules are unknown: only reading goes on without a person.</summary>
    public static PolicyFile Unknown { get; } = BuiltIn with
    {
        Rules =
        [
            new PolicyRule(
                "floor:policy-unreadable", new RuleMatch { Effects = [Effect.Write, Effect.Change, Effect.Destroy] }, Verdict.Ask,
                "The server's policy file cannot be used, and none that could was read before, so everything but reading needs a person's approval. GET /health says what is wrong with it.", null),
        ],
    };
}

/// <summary>Gives targets their environment.</summary>
/// <param name="Namespace">Null where the namespace, or that there is none, does not matter.</param>
internal sealed record MappedTarget(Glob System, Glob Name, Glob? Namespace, string Environment);

/// <param name="Reason">The operator's words.</param>
/// <param name="Ask">Who is asked, for that verdict; null for the file's usual terms.</param>
internal sealed record PolicyRule(string Name, RuleMatch Match, Verdict Verdict, string? Reason, AskTerms? Ask);

/// <summary>What a rule is about. Every list that is not empty has to have something that fits; a call that lacks what a list is about does not fit.</summary>
internal sealed record RuleMatch
{
    public ImmutableArray<Glob> Tools { get; init; } = [];

    public ImmutableArray<Effect> Effects { get; init; } = [];

    public ImmutableArray<Glob> Agents { get; init; } = [];

    public ImmutableArray<Glob> Environments { get; init; } = [];

    public ImmutableArray<Glob> Systems { get; init; } = [];

    public ImmutableArray<Glob> Targets { get; init; } = [];

    public ImmutableArray<Glob> Namespaces { get; init; } = [];

    public ImmutableArray<Glob> Resources { get; init; } = [];

    public ImmutableArray<Glob> RequesterRoles { get; init; } = [];

    public ImmutableArray<TimeWindow> Times { get; init; } = [];

    /// <summary>Whether it is about every call.</summary>
    public bool IsEverything =>
        Effects.IsEmpty && Times.IsEmpty
        && new[] { Tools, Agents, Environments, Systems, Targets, Namespaces, Resources, RequesterRoles }.All(patterns => patterns.IsEmpty);

    /// <summary>Whether changes of whatever is in production are among what it is about.</summary>
    public bool ReachesProduction =>
        (Effects.IsEmpty || Effects.Contains(Effect.Change))
        && (Environments.IsEmpty
            ? Systems.IsEmpty && Targets.IsEmpty && Namespaces.IsEmpty && Resources.IsEmpty
            : Environments.Any(pattern => pattern.IsMatch(PolicyFile.Production)));

    /// <param name="generous">How windows that begin or end in an hour that clocks show twice are read.</param>
    public bool Fits(PolicyQuestion question, string? environment, bool generous) =>
        (Effects.IsEmpty || Effects.Contains(question.Effect))
        && Fits(Tools, question.Tool)
        && Fits(Agents, question.Agent)
        && Fits(Environments, environment)
        && Fits(Systems, question.Target?.System)
        && Fits(Targets, question.Target?.Name)
        && Fits(Namespaces, question.Target?.Namespace)
        && Fits(Resources, question.Resource)
        && (RequesterRoles.IsEmpty || question.RequesterRoles.Any(role => Fits(RequesterRoles, role)))
        && (Times.IsEmpty || Times.Any(window => window.Contains(question.Now, generous)));

    private static bool Fits(ImmutableArray<Glob> patterns, string? name)
    {
        if (patterns.IsEmpty)
        {
            return true;
        }

        foreach (var pattern in patterns)
        {
            if (name is not null && pattern.IsMatch(name))
            {
                return true;
            }
        }

        return false;
    }
}
