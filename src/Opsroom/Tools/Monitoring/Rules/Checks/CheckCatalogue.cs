using System.Collections.Frozen;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>Every check, in the order in which they are documented.</summary>
internal static class CheckCatalogue
{
    public static IReadOnlyList<(string Topic, IReadOnlyList<RuleCheck> Checks)> Topics { get; } =
    [
        ("Structure", [.. StructureChecks.All]),
        ("Alerts and recorded series", [.. AlertChecks.All]),
        ("Templates", [.. TemplateChecks.All]),
        ("Counters, gauges, histograms", [.. RateChecks.All]),
        ("Selectors and labels", [.. SelectorChecks.All]),
        ("Vector matching", [.. MatchingChecks.All]),
        ("Conditions", [.. ConditionChecks.All]),
    ];

    public static IReadOnlyList<RuleCheck> All { get; } = [.. Topics.SelectMany(topic => topic.Checks)];

    public static FrozenDictionary<string, RuleCheck> ById { get; } = All.ToFrozenDictionary(check => check.Id, StringComparer.Ordinal);
}
