using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Opsroom.Tools.Prometheus.PromQl;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>Whether Prometheus would load the file.</summary>
internal static partial class StructureChecks
{
    private static readonly FrozenSet<string> GroupFields = FrozenSet.ToFrozenSet(
        ["name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> RuleFields = FrozenSet.ToFrozenSet(["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"], StringComparer.Ordinal);

    public static IEnumerable<RuleCheck> All { get; } =
    [
        new("yaml-syntax", Error, "The text is YAML.", null),
        new("yaml-too-large", Error, "The text has at most 2 Mi characters and 200,000 values.", null),
        new("yaml-too-deep", Error, "Nothing is nested deeper than 100 levels.", null),
        new("yaml-key", Error, "Keys are plain words.", null),
        new("yaml-merge", Error, "A merge key has a mapping to merge.", null),
        new("yaml-documents", Error, "Documents are separated by lines of three dashes.", null),
        new("duplicate-key", Error, "No key stands twice in a mapping.", null),
        new("no-groups", Error, "There is a mapping with groups, in a file or in the spec of a PrometheusRule.", null),
        new("wrong-type", Error, "Groups, rules, labels and annotations are mappings, and the rest is text.", WrongType),
        new("unknown-field", Error, "Fields are those that Prometheus knows.", UnknownField),
        new("missing-group-name", Error, "Every group has a name.", report => EachGroup(report, group =>
        {
            if (group.Name.Length == 0)
            {
                report.Add(group, group.Map, "The group has no name. Give it one that no other group of the file has.");
            }
        })),
        new("duplicate-group", Error, "Names of groups stand once.", report =>
        {
            foreach (var again in report.File.Groups.Where(group => group.Name.Length > 0).GroupBy(group => group.Name, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
            {
                report.Add(again, again.Map["name"]!, $"There is another group {again.Name} in this file; Prometheus refuses it. Rename one, or join them.");
            }
        }),
        new("empty-group", Warning, "Groups have rules.", report => EachGroup(report, group =>
        {
            if (group.Rules.Count == 0)
            {
                report.Add(group, group.Map, $"The group {group.Name} has no rules. Add some, or remove it.");
            }
        })),
        OfRules("alert-or-record", Error, "A rule is either an alert or a recording rule.", (rule, report) =>
        {
            if (rule.Map.Has("alert") == rule.Map.Has("record"))
            {
                report.Add(rule, rule.Map, rule.Map.Has("alert") ? "The rule has both alert and record. Make two rules of it." : "The rule has neither alert nor record. Say what it is.");
            }
            else if (rule.Name.Length == 0)
            {
                report.Add(rule, rule.Map, $"The rule's {(rule.IsAlert ? "alert" : "record")} is empty. Give it a name.");
            }
        }),
        OfRules("missing-expr", Error, "Every rule has an expression.", (rule, report) =>
        {
            if (rule.Reading is null)
            {
                report.Add(rule, rule.Expression, "The rule has no expr. Give it a PromQL expression.");
            }
        }),
        OfRules("promql-syntax", Error, "Expressions are PromQL.", (rule, report) =>
        {
            foreach (var fault in rule.Reading?.Faults ?? [])
            {
                report.Add(rule, fault.Start, $"Prometheus refuses the expression: {fault}.");
            }
        }),
        OfRules("result-type", Error, "An expression gives an instant vector or a scalar.", (rule, report) =>
        {
            if (rule.Root is { Type: PromQlType.Matrix or PromQlType.Text } root)
            {
                report.Add(rule, root, $"The expression gives {(root.Type == PromQlType.Text ? "a string" : "a range vector")}; a rule needs an instant vector. {(root.Type == PromQlType.Text ? "Ask for series." : "Put a function such as rate() around it.")}");
            }
        }),
        new("invalid-duration", Error, "Spans of time are written as Prometheus reads them.", InvalidDuration),
        OfRules("invalid-label-name", Error, "Names of labels and annotations are letters, digits and underscores.", (rule, report) =>
        {
            foreach (var (key, _) in rule.Labels.Concat(rule.Annotations))
            {
                if (!LabelName().IsMatch(key.Value))
                {
                    report.Add(rule, key, $"\"{key.Value}\" is no name that Prometheus takes. Use letters, digits and underscores, and no digit first.");
                }
            }
        }),
        OfRules("reserved-label", Error, "Rules do not set labels that Prometheus sets.", (rule, report) =>
        {
            foreach (var (key, _) in rule.Labels.Where(label => label.Key.Value is "__name__" or "alertname" or "alertstate"))
            {
                report.Add(rule, key, $"{key.Value} is set by Prometheus itself, from the rule's name or state. Remove it, or take another name.");
            }
        }),
        OfRules("invalid-record-name", Error, "What is recorded has the name of a metric.", (rule, report) =>
        {
            if (!rule.IsAlert && rule.Name.Length > 0 && !MetricName().IsMatch(rule.Name))
            {
                report.Add(rule, rule.Map["record"], $"\"{rule.Name}\" is no name of a metric. Use letters, digits, underscores and colons, and no digit first.");
            }
        }),
        OfRules("record-with-alert-field", Error, "Recording rules have no fields of alerts.", (rule, report) =>
        {
            foreach (var (key, _) in rule.IsAlert || !rule.Map.Has("record") ? [] : rule.Map.Entries.Where(entry => entry.Key.Value is "for" or "keep_firing_for" or "annotations"))
            {
                report.Add(rule, key, $"A recording rule has no {key.Value}; Prometheus refuses it. Remove it.");
            }
        }),
    ];

    private static void EachGroup(RuleReport report, Action<RuleGroup> check)
    {
        foreach (var group in report.File.Groups)
        {
            check(group);
        }
    }

    private static void WrongType(RuleReport report)
    {
        foreach (var group in report.File.Groups)
        {
            foreach (var item in group.Map["rules"] switch { YamlList list => list.Items.Where(item => item is not YamlMap), null or YamlScalar { Kind: ScalarKind.Null } => [], var other => [other] })
            {
                report.Add(group, item, "Rules are a list of mappings, each with alert or record and expr.");
            }
        }

        foreach (var rule in report.File.Rules)
        {
            foreach (var (key, value) in rule.Map.Entries)
            {
                var isMapping = key.Value is "labels" or "annotations";
                if (isMapping ? value is not (YamlMap or YamlScalar { Kind: ScalarKind.Null }) : value is not YamlScalar)
                {
                    report.Add(rule, value, $"{key.Value} has to be {(isMapping ? "a mapping of names to text" : "text")}.");
                }
            }

            foreach (var (key, value) in rule.Labels.Concat(rule.Annotations).Where(entry => entry.Value is not YamlScalar))
            {
                report.Add(rule, value, $"{key.Value} has to be text.");
            }
        }
    }

    private static void UnknownField(RuleReport report)
    {
        foreach (var group in report.File.Groups)
        {
            foreach (var (key, _) in group.Map.Entries.Where(entry => !GroupFields.Contains(entry.Key.Value)))
            {
                report.Add(group, key, $"A group has no field {key.Value}.{Meant(key.Value, GroupFields)}");
            }

            foreach (var rule in group.Rules)
            {
                foreach (var (key, _) in rule.Map.Entries.Where(entry => !RuleFields.Contains(entry.Key.Value)))
                {
                    report.Add(rule, key, $"A rule has no field {key.Value}.{Meant(key.Value, RuleFields)}");
                }
            }
        }
    }

    private static string Meant(string word, IEnumerable<string> known) => Spelling.Nearest(word, known) is { } meant ? $" Did you mean {meant}?" : " Remove it.";

    private static void InvalidDuration(RuleReport report)
    {
        foreach (var group in report.File.Groups)
        {
            foreach (var field in (string[])["interval", "query_offset"])
            {
                if (group.Map[field] is YamlScalar { Value: var text } span && PromQlDuration.Parse(text) is null)
                {
                    report.Add(group, span, $"{field} \"{text}\" is no span of time. Write it as 30s, 5m or 1h30m.");
                }
            }

            foreach (var rule in group.Rules)
            {
                foreach (var field in (string[])["for", "keep_firing_for"])
                {
                    if (rule.Map[field] is YamlScalar { Value: var text } span && PromQlDuration.Parse(text) is null)
                    {
                        report.Add(rule, span, $"{field} \"{text}\" is no span of time. Write it as 30s, 5m or 1h30m.");
                    }
                }
            }
        }
    }

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex MetricName();
}
