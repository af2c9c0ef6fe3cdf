using System.Text.RegularExpressions;
using Opsroom.Tools.Prometheus.PromQl;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>Matchers that mean something else than they seem to, and labels that make too many series.</summary>
internal static partial class SelectorChecks
{
    public static IEnumerable<RuleCheck> All { get; } =
    [
        OfMatchers("regex-plain", Info, "What is one text is compared with =, not =~.", (matcher, rule, report) =>
        {
            if (matcher is { IsPattern: true, Value.Length: > 0 } && Re2Pattern.Read(matcher.Value).IsPlain)
            {
                report.Add(rule, matcher.Start, $"{matcher.Label}{matcher.Operation}\"{matcher.Value}\" is the same as {matcher.Label}{(matcher.Operation == "=~" ? "=" : "!=")}\"{matcher.Value}\": a pattern is always about the whole value. If a part was meant, write .* around it.");
            }
        }),
        OfMatchers("regex-matches-all", Warning, "Patterns leave something out.", (matcher, rule, report) =>
        {
            if (matcher.Operation == "=~" && matcher.Value is ".*" or "^.*$" or "(.*)" or ".*?")
            {
                report.Add(rule, matcher.Start, $"{matcher.Label}=~\"{matcher.Value}\" fits every series, those without the label too. Remove it, or write .+ if the label has to be there.");
            }
        }),
        OfMatchers("matches-nothing", Error, "There are series that fit a matcher.", (matcher, rule, report) =>
        {
            if (matcher is { Operation: "!~", Value: ".*" or "^.*$" or "(.*)" })
            {
                report.Add(rule, matcher.Start, $"{matcher.Label}!~\"{matcher.Value}\" fits no series: the expression is always empty. Mend the pattern.");
            }
        }),
        OfMatchers("regex-anchored", Info, "Patterns have no anchors that they do not need.", (matcher, rule, report) =>
        {
            if (matcher.IsPattern && (matcher.Value.StartsWith('^') || (matcher.Value.EndsWith('$') && !matcher.Value.EndsWith(@"\$", StringComparison.Ordinal))) && matcher.Value is not ("^.*$" or "^$"))
            {
                report.Add(rule, matcher.Start, $"Patterns are always about the whole value, so ^ and $ add nothing to {matcher.Label}{matcher.Operation}\"{matcher.Value}\". Remove them.");
            }
        }),
        OfMatchers("regex-glob", Warning, "A star follows what it repeats.", (matcher, rule, report) =>
        {
            if (matcher.IsPattern && Glob().IsMatch(matcher.Value))
            {
                report.Add(rule, matcher.Start, $"In {matcher.Label}{matcher.Operation}\"{matcher.Value}\" the star repeats the letter before it. For \"anything\" write .*.");
            }
        }),
        OfMatchers("regex-dot", Info, "A dot that means a dot is escaped.", (matcher, rule, report) =>
        {
            if (matcher.IsPattern && Address().IsMatch(matcher.Value))
            {
                report.Add(rule, matcher.Start, $"The dots in {matcher.Label}{matcher.Operation}\"{matcher.Value}\" fit any letter. Write \\\\. for each.");
            }
        }),
        OfMatchers("quoted-star", Warning, "A text with = is compared as it is.", (matcher, rule, report) =>
        {
            if (matcher.Operation is "=" or "!=" && (matcher.Value.Contains(".*", StringComparison.Ordinal) || matcher.Value.Contains(".+", StringComparison.Ordinal) || Alternatives().IsMatch(matcher.Value)))
            {
                report.Add(rule, matcher.Start, $"{matcher.Label}{matcher.Operation}\"{matcher.Value}\" compares with exactly this text. For a pattern write {(matcher.Operation == "=" ? "=~" : "!~")}.");
            }
        }),
        OfParts<VectorSelector>("contradicting-matchers", Error, "The matchers of a selector can all be true.", (part, rule, report) =>
        {
            foreach (var same in part.Node.Matchers.GroupBy(matcher => matcher.Label, StringComparer.Ordinal))
            {
                var wanted = same.Where(matcher => matcher.Operation == "=").ToList();
                if (wanted.Count > 0 && same.FirstOrDefault(other => !Fits(other, wanted[0].Value)) is { } other)
                {
                    report.Add(rule, other.Start, $"No series has {same.Key} = \"{wanted[0].Value}\" and fits {other.Label}{other.Operation}\"{other.Value}\": the expression is always empty. Remove one.");
                }
            }
        }),
        OfParts<VectorSelector>("metric-by-pattern", Warning, "Rules name their metrics.", (part, rule, report) =>
        {
            if (part.Node is { Metric: null } selector)
            {
                report.Add(rule, selector, "No metric is named, so every series of the server is looked at, and new ones change what the rule means. Name the metric.");
            }
        }),
        OfParts<VectorSelector>("negative-offset", Warning, "Rules do not look into the future.", (part, rule, report) =>
        {
            if (part.Node.Shift.Offset < TimeSpan.Zero)
            {
                report.Add(rule, part.Node.Shift.OffsetStart, "A negative offset asks for samples that are not there yet: in a rule it gives nothing, or what is older than it seems. Remove the minus.");
            }
        }),
        OfParts<VectorSelector>("fixed-time", Warning, "Rules do not look at one fixed moment.", (part, rule, report) =>
        {
            if (part.Node.Shift.At is { } at && at is not ("start" or "end"))
            {
                report.Add(rule, part.Node, $"@ {at} is one moment for ever: the rule stops seeing anything once it is older than the retention. Remove it, or use offset.");
            }
        }),
        OfParts<Aggregation>("high-cardinality", Warning, "Series are not made per user, request, address or path.", (part, rule, report) =>
        {
            foreach (var label in part.Node.IsWithout ? [] : part.Node.Grouping.Where(label => Unbounded().IsMatch(label)))
            {
                report.Add(rule, part.Node, $"by ({label}) makes a series{(rule.IsAlert ? ", and an alert," : "")} for every value of {label}, of which there is no end. Leave it out, or take topk() for a dashboard.");
            }
        }),
        OfParts<FunctionCall>("invalid-pattern", Error, "Patterns of label_replace can be read.", (part, rule, report) =>
        {
            if (part.Node is { Name: "label_replace", Arguments: [_, _, _, _, TextLiteral pattern] } && Re2Pattern.Read(pattern.Value).Fault is { } fault)
            {
                report.Add(rule, pattern, $"label_replace fails at every evaluation: {fault}. Mend the pattern.");
            }
        }),
        OfParts<FunctionCall>("sorted-in-rule", Info, "Rules are not sorted.", (part, rule, report) =>
        {
            if (part.Node.Name.StartsWith("sort", StringComparison.Ordinal))
            {
                report.Add(rule, part.Node, $"{part.Node.Name}() orders what a person reads; a rule has no order. Remove it.");
            }
        }),
    ];

    private static RuleCheck OfMatchers(string id, Severity severity, string summary, Action<LabelMatcher, RuleEntry, RuleReport> check) => OfParts<VectorSelector>(id, severity, summary, (part, rule, report) =>
    {
        foreach (var matcher in part.Node.Matchers)
        {
            check(matcher, rule, report);
        }
    });

    private static bool Fits(LabelMatcher matcher, string value) => matcher.Operation switch
    {
        "=" => matcher.Value == value,
        "!=" => matcher.Value != value,
        "=~" => Re2Pattern.Read(matcher.Value).Fits(value) || Re2Pattern.Read(matcher.Value).IsOpaque,
        _ => !Re2Pattern.Read(matcher.Value).Fits(value),
    };

    [GeneratedRegex(@"^[\w/-]+\*\z|^[\w/-]+\*[\w/-]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Glob();

    [GeneratedRegex(@"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?\z|[a-z0-9]\.(?:com|net|org|io|local|internal|svc)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[\w.-]+(?:\|[\w.-]+)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"^(?:user|user_?id|userid|username|email|customer_?id|session|session_?id|request_?id|trace_?id|span_?id|correlation_?id|transaction_?id|order_?id|client_?ip|remote_?addr|remote_?ip|source_?ip|ip|ip_?address|url|uri|path|query|sql|container_?id|pod_?uid|uid|uuid|guid|timestamp|message|error_?message|user_?agent)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unbounded();
}
