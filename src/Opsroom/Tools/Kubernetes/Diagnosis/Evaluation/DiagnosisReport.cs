using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Evaluation;

/// <summary>How well the diagnosis did.</summary>
/// <param name="First">Broken cases whose cause was the first finding.</param>
/// <param name="FirstTwo">Broken cases whose cause was among the first two.</param>
/// <param name="HealthyWithErrors">Healthy cases that got an error.</param>
/// <param name="HealthyWithWarnings">Healthy cases that got a warning and no error.</param>
public sealed record DiagnosisReport(int Broken, int First, int FirstTwo, int Healthy, int HealthyWithErrors, int HealthyWithWarnings, double MsPerCase, ImmutableArray<CaseOutcome> Outcomes)
{
    internal static DiagnosisReport Of(ImmutableArray<CaseOutcome> outcomes)
    {
        var (broken, healthy) = (outcomes.Where(each => each.IsBroken).ToList(), outcomes.Where(each => !each.IsBroken).ToList());
        return new(
            broken.Count, broken.Count(each => each.Rank == 1), broken.Count(each => each.Passes), healthy.Count, healthy.Count(each => each.HasErrors),
            healthy.Count(each => !each.HasErrors && !each.SaidHealthy), outcomes.Average(each => each.Elapsed.TotalMilliseconds), outcomes);
    }

    /// <summary>A table for people; with what was said instead in the cases that failed.</summary>
    public string ToText(bool verbose)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Broken} broken cases: the cause is first in {First} ({Share(First)}), among the first two in {FirstTwo} ({Share(FirstTwo)})");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Healthy} healthy cases: {HealthyWithErrors} with errors, {HealthyWithWarnings} more with warnings; {MsPerCase:0.0} ms a case");
        foreach (var outcome in Outcomes.Where(each => !each.Passes || (verbose && (each.IsBroken ? each.Rank != 1 : !each.SaidHealthy))))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{(outcome.Passes ? "      " : "missed")} {outcome.Name}{(outcome.Rank > 0 ? $" (at {outcome.Rank})" : "")}");
            if (!verbose)
            {
                continue;
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"         {outcome.What}");
            foreach (var finding in outcome.Findings.Take(6))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"         - {finding.Severity} {finding.Rule} {finding.Object}: {finding.Message}{(finding.ExplainedBy is null ? "" : $" [explained by {finding.ExplainedBy}]")}");
            }
        }

        return text.ToString().TrimEnd();
    }

    private string Share(int part) => Broken == 0 ? "-" : ((double)part / Broken).ToString("P1", CultureInfo.InvariantCulture);
}
