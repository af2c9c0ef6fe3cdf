using Opsroom.Tools.Monitoring.Rules.Templates;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.Monitoring.Rules.RuleCheck;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Monitoring.Rules.Checks;

/// <summary>The templates in labels and annotations of alerts.</summary>
internal static class TemplateChecks
{
    public static IEnumerable<RuleCheck> All { get; } =
    [
        OfTemplates("template-syntax", Error, "Templates can be read.", (text, template, rule, report) =>
        {
            if (template.Fault is { } fault)
            {
                report.Add(rule, text, $"The template cannot be read: {fault}.");
            }
        }),
        OfTemplates("template-function", Error, "Templates call functions that Prometheus has.", (text, template, rule, report) =>
        {
            foreach (var function in template.Functions.Where(function => !AlertTemplate.KnownFunctions.Contains(function)))
            {
                report.Add(rule, text, $"There is no function {function}.{(Spelling.Nearest(function, AlertTemplate.KnownFunctions) is { } meant ? $" Did you mean {meant}?" : " Use one of Prometheus's template functions, such as humanize or humanizePercentage.")}");
            }
        }),
        OfTemplates("template-variable", Error, "Templates use variables that there are.", (text, template, rule, report) =>
        {
            foreach (var variable in template.Variables.Where(variable => !AlertTemplate.KnownVariables.Contains(variable)))
            {
                report.Add(rule, text, $"There is no variable {variable}. Use $labels, $value, $externalLabels or $externalURL.");
            }
        }),
        OfTemplates("template-dropped-label", Warning, "Labels in templates are labels of the alert's series.", (text, template, rule, report) =>
        {
            if (rule.Root is not { } root)
            {
                return;
            }

            var flow = LabelFlow.Of(root);
            foreach (var label in template.Labels.Where(label => !flow.CanHave(label) || label == "alertname"))
            {
                report.Add(rule, text, label == "alertname" ? "$labels.alertname is empty: the name of the alert is no label of the expression's series. Write the name."
                    : $"$labels.{label} is empty: the expression has dropped {label}. Keep it with by (…), or take it out of the text.");
            }
        }),
        OfAlerts("label-with-value", Warning, "Labels of an alert do not change with its value.", (rule, report) =>
        {
            foreach (var (key, value) in rule.Labels)
            {
                if (value.Text is { } text && AlertTemplate.Read(text) is { Fault: null } template && (template.Variables.Contains("$value", StringComparer.Ordinal) || template.Fields.Contains("Value", StringComparer.Ordinal)) && !template.HasBranches)
                {
                    report.Add(rule, value, $"The label {key.Value} changes with every value, and each makes a new alert: for begins again and nothing groups. Put the value into an annotation.");
                }
            }
        }),
        OfAlerts("annotation-without-braces", Warning, "Variables stand in braces.", (rule, report) =>
        {
            foreach (var (_, value) in rule.Annotations)
            {
                if (value.Text is { } text && (text.Contains("$labels", StringComparison.Ordinal) || text.Contains("$value", StringComparison.Ordinal)) && !text.Contains("{{", StringComparison.Ordinal))
                {
                    report.Add(rule, value, "A variable without braces is sent as it is. Write {{ $labels.x }} or {{ $value }}.");
                }
            }
        }),
    ];

    private static RuleCheck OfTemplates(string id, Severity severity, string summary, Action<YamlNode, AlertTemplate, RuleEntry, RuleReport> check) => OfAlerts(id, severity, summary, (rule, report) =>
    {
        foreach (var (_, value) in rule.Labels.Concat(rule.Annotations))
        {
            if (value.Text is { } text && text.Contains("{{", StringComparison.Ordinal))
            {
                check(value, AlertTemplate.Read(text), rule, report);
            }
        }
    });
}
