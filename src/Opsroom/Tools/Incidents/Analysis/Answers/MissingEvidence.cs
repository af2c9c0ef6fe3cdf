using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Diagnosis;

namespace Opsroom.Tools.Incidents.Analysis.Answers;

/// <summary>What could not be looked at, and what would settle the question.</summary>
internal static class MissingEvidence
{
    public static ImmutableArray<string> Of(Scenery scenery, IncidentVerdict verdict)
    {
        var recording = scenery.Recording;
        var missing = scenery.Of(Bearing.Missing).Select(each => Quote.Of(each.Statement, 240)).Concat(recording.Unreadable.Select(each => $"{each.File}: {each.Why}"));
        return [.. missing.Concat(verdict == IncidentVerdict.Inconclusive ? Wanted(recording) : []).Distinct(StringComparer.Ordinal).Take(12)];
    }

    private static IEnumerable<string> Wanted(Recording recording)
    {
        var who = recording.Header.Service ?? "the service";
        if (recording.Logs.IsEmpty)
        {
            yield return $"Logs of {who} from before and after the beginning.";
        }

        if (recording.Metrics.IsEmpty)
        {
            yield return $"Latency, errors and traffic of {who} as a range that begins well before.";
        }

        if (recording.Changes.IsEmpty)
        {
            yield return "Which releases, settings and infrastructure were changed in the hours before.";
        }

        if (recording.Spans.IsEmpty)
        {
            yield return $"Traces of slow or failed requests to {who}, which tell which dependency takes the time.";
        }
    }
}
