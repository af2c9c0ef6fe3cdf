using Opsroom.Tools.Incidents.Analysis.Metrics;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>
/// What rules that are quiet say: the condition of an inactive rule on latency, errors or availability does not hold, so that what it watches is within its objective at the
/// moment. A rule that cannot be evaluated says nothing.
/// </summary>
internal static class RuleObserver
{
    public static IEnumerable<Observation> Look(Recording recording)
    {
        foreach (var rule in recording.Rules.Where(rule => !rule.IsRecording && rule.Query.Length > 0))
        {
            if (rule.Health is "err" or "bad" || rule.LastError is { Length: > 0 })
            {
                yield return new(EvidenceKind.Rule, Bearing.Missing, new(rule.Place.At("name"), rule.Name), $"Rule {rule.Name} could not be evaluated: {rule.LastError}");
                continue;
            }

            var meaning = MetricWords.Read(rule.Name, rule.Query, null, null);
            if (rule.State == RuleState.Inactive && meaning.Signal is MetricSignal.Latency or MetricSignal.Errors or MetricSignal.Success)
            {
                var subject = MetricSubject.Selected(rule.Query).FirstOrDefault();
                yield return new(EvidenceKind.Rule, Bearing.Well, new(rule.Place.At("name"), rule.Name), $"Rule {rule.Name} is quiet.")
                {
                    Theme = $"metric:{meaning.Signal}:rule",
                    Strength = 0.6,
                    Subject = subject,
                    Names = subject is null ? [] : [subject],
                };
            }
        }
    }
}
