using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>One thing that is looked for in alert and recording rules.</summary>
/// <param name="Id">Stable kebab-case id.</param>
/// <param name="Summary">What holds where nothing is found; one sentence.</param>
/// <param name="Check">Reports every place where it does not hold; null for what is found while the text is read.</param>
internal sealed record RuleCheck(string Id, Severity Severity, string Summary, Action<RuleReport>? Check)
{
    public static RuleCheck OfRules(string id, Severity severity, string summary, Action<RuleEntry, RuleReport> check) => new(id, severity, summary, report =>
    {
        foreach (var rule in report.File.Rules)
        {
            check(rule, report);
        }
    });

    public static RuleCheck OfAlerts(string id, Severity severity, string summary, Action<RuleEntry, RuleReport> check) => OfRules(id, severity, summary, (rule, report) =>
    {
        if (rule.IsAlert)
        {
            check(rule, report);
        }
    });

    /// <summary>A check of one kind of part of the expressions that Prometheus takes.</summary>
    public static RuleCheck OfParts<T>(string id, Severity severity, string summary, Action<PromQlPart<T>, RuleEntry, RuleReport> check, bool alertsOnly = false)
        where T : PromQlNode =>
        OfRules(id, severity, summary, (rule, report) =>
        {
            if (rule.Root is { } root && (rule.IsAlert || !alertsOnly))
            {
                foreach (var part in PromQlPart<T>.Of(root))
                {
                    check(part, rule, report);
                }
            }
        });
}

/// <summary>A part of an expression and what it stands in.</summary>
/// <param name="Above">What it stands in, the nearest first; without parentheses.</param>
internal sealed record PromQlPart<T>(T Node, IReadOnlyList<PromQlNode> Above)
    where T : PromQlNode
{
    public static IEnumerable<PromQlPart<T>> Of(PromQlNode root) => Of(root, []);

    private static IEnumerable<PromQlPart<T>> Of(PromQlNode node, IReadOnlyList<PromQlNode> above)
    {
        if (node is T found)
        {
            yield return new(found, above);
        }

        IReadOnlyList<PromQlNode> next = node is Parenthesized ? above : [node, .. above];
        foreach (var child in node.Children)
        {
            foreach (var part in Of(child, next))
            {
                yield return part;
            }
        }
    }
}
