using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Alert rules and dashboards, which are made and judged from what the task says.</summary>
internal static class RulesAnswer
{
    private const decimal UsualObjective = 0.999m;
    private const int MostFindings = 15;

    /// <summary>The next turn of a task about rules or dashboards; null where it is about something else, or says too little.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        if (Wanted(brief) is not { } wanted || !situation.Tools.Contains(wanted.Tool))
        {
            return null;
        }

        var ledger = new CallLedger(situation);
        if (ledger.Find(wanted) is not { } made)
        {
            return ledger.Open([wanted]) is { IsEmpty: false } open ? new PlaybookTurn.CallTools(wanted.Tool == "lint_alert_rules" ? "I read the rules." : "I write what was asked for.", open) : null;
        }

        return made.Succeeded ? new PlaybookTurn.Answer(Answered(wanted.Tool, made.Result, brief)) : new PlaybookTurn.Answer($"**Not done:** {ToolAnswers.FailureOf(made)}", ToolAnswers.FaultOf(made));
    }

    private static PlannedCall? Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (text.Mentions("dashboard", "dashboards", "grafana"))
        {
            return brief.Service is { } shown ? new("generate_dashboard", CallLedger.Arguments(("service", shown))) : null;
        }

        if (brief.CodeBlocks.FirstOrDefault(IsRules) is { } rules)
        {
            return new("lint_alert_rules", CallLedger.Arguments(("rules_content", rules.Content)));
        }

        var isAboutRules = text.Mentions("rule", "rules", "regel", "regeln") || (text.Has(Term.Alert) && (text.Has(Term.Create) || text.Mentions("slo", "slos", "draft")));
        if (!isAboutRules)
        {
            return null;
        }

        if (brief.Paths.FirstOrDefault(path => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)) is { } file)
        {
            return new("lint_alert_rules", CallLedger.Arguments(("rules_path", file)));
        }

        var objectives = CallLedger.Arguments(("availability", brief.Objective ?? UsualObjective));
        return brief.Service is { } service && !text.IsQuestion ? new("generate_alert_rules", CallLedger.Arguments(("service", service), ("objectives", objectives))) : null;
    }

    private static bool IsRules(CodeBlock block) => block.Content.Contains("expr:", StringComparison.Ordinal) && (block.Content.Contains("alert:", StringComparison.Ordinal) || block.Content.Contains("record:", StringComparison.Ordinal));

    private static string Answered(string tool, JsonElement result, TaskBrief brief)
    {
        var text = new StringBuilder();
        var path = result.Text("path");
        if (tool == "generate_dashboard")
        {
            text.Append(CultureInfo.InvariantCulture, $"The dashboard of {Told.Code(brief.Service)} stands in {Told.Code(path)}; import it in Grafana and choose the data source.\n\nPanels: {Listed(result, "panels")}.\n");
        }
        else if (tool == "generate_alert_rules")
        {
            var objective = (brief.Objective ?? UsualObjective) * 100;
            text.Append(CultureInfo.InvariantCulture, $"The alert rules of {Told.Code(brief.Service)} for {objective:0.#####} % availability stand in {Told.Code(path)}{(brief.Objective is null ? "; no objective was named, so the usual one was taken" : "")}.\n\nAlerts: {Listed(result, "alerts")}. Each fires while the error budget burns too fast over a long and a short window.\n");
            text.Append(result.Items("findings").Any() ? "\nThe linter has findings:\n\n" : "\nChecked with `lint_alert_rules`: no findings.\n");
        }
        else
        {
            text.Append(result.Truth("valid") is true ? "Prometheus would take these rules.\n\n" : "Prometheus would refuse these rules, or some of them never work.\n\n");
        }

        var findings = result.Items("findings").ToList();
        foreach (var finding in findings.Take(MostFindings))
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{finding.Text("severity")}** `{finding.Text("rule")}`, line {finding.Integer("line")}: {Told.Quote(finding.Text("message"))}\n");
        }

        if (findings.Count > MostFindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"- and {findings.Count - MostFindings} more\n");
        }

        var assumptions = result.Items("assumptions").Select(item => item.GetString()).ToList();
        if (assumptions.Count > 0)
        {
            text.Append("\nTaken for granted:\n\n").AppendJoin('\n', assumptions.Select(assumption => $"- {assumption}")).Append('\n');
        }

        return text.ToString().Trim();
    }

    private static string Listed(JsonElement result, string list) => string.Join(", ", result.Items(list).Select(item => $"`{item.GetString()}`"));
}
