using Opsroom.Tools.Monitoring.Rules.Checks;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>Judges rules by all checks of the catalogue. Reads nothing but the text; never throws on bad input.</summary>
internal static class AlertRuleLinter
{
    public const int MostFindings = 1_000;

    public static TimeSpan DefaultScrapeInterval { get; } = TimeSpan.FromMinutes(1);

    /// <param name="text">Rule files, PrometheusRule objects, or groups; several documents.</param>
    /// <param name="scrapeInterval">How often targets are scraped.</param>
    public static AlertRuleLint Lint(string text, TimeSpan scrapeInterval)
    {
        var file = RuleFile.Read(text);
        var report = new RuleReport(file, scrapeInterval);
        foreach (var fault in file.Faults)
        {
            report.Add(CheckCatalogue.ById[fault.Rule], fault.Message, fault.Line, fault.Column);
        }

        foreach (var check in CheckCatalogue.All)
        {
            report.Make(check);
        }

        if (file is { Groups.Count: 0, Faults.Count: 0 })
        {
            report.Add(CheckCatalogue.ById["no-groups"], "There are no rules here. Give a mapping with groups, each with a name and rules.", 1, 1);
        }

        var findings = report.Findings.OrderBy(finding => finding.Severity).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Rule, StringComparer.Ordinal);
        return new(
            report.Findings.All(finding => finding.Severity != Severity.Error), report.Findings.All(finding => finding.Severity == Severity.Info), [.. findings.Take(MostFindings)],
            file.Groups.Count, file.Rules.Count(rule => rule.IsAlert), file.Rules.Count(rule => !rule.IsAlert), report.Findings.Count > MostFindings);
    }
}
