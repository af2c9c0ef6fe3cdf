using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>What the Kubernetes analyzers find in the recorded objects, as causes and effects; with the words of the cluster itself as what is quoted.</summary>
internal static class ObjectObserver
{
    private const int MostFindings = 40;
    private const int MostCitations = 5;

    public static IEnumerable<Observation> Look(Recording recording)
    {
        if (recording.Objects.IsEmpty)
        {
            return [];
        }

        var places = recording.Objects.GroupBy(each => each.Object.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var guard = new ThinGuard([.. recording.Objects.Select(each => each.Object)]);
        var result = ClusterDiagnosis.Of(new ObjectSet(recording.Objects.Select(each => each.Object)), recording.Now);
        var events = recording.Objects.Where(each => each.Object.Kind == "Event").ToLookup(each => About(each.Object), StringComparer.Ordinal);
        return
        [
            .. result.Findings.Where(finding => finding.Severity != Severity.Info && finding.Rule != UnexplainedEvents.Rule).Take(MostFindings)
                .Select(finding => Told(finding, places, events, guard, recording)).OfType<Observation>(),
            .. ThinPods.Look(recording),
            .. WorkloadHealth.Look(recording),
        ];
    }

    private static Observation? Told(DiagnosedFinding finding, Dictionary<string, RecordedObject> places, ILookup<string, RecordedObject> events, ThinGuard guard, Recording recording)
    {
        if (!places.TryGetValue(finding.Object, out var each) || guard.Trust(finding, each.Object) is not (> 0 and var trust))
        {
            return null;
        }

        var meaning = Refined(finding, FaultMeanings.Of(finding.Rule));
        // what follows from another finding is no root
        var isFollowing = finding.ExplainedBy is not null;
        var citations = events[each.Object.Id].Where(line => EventLine.Of(line.Object).IsWarning).Take(2)
            .SelectMany(line => ObjectCitations.Of(line).Take(1)).Concat(ObjectCitations.Of(each, finding.Path)).Distinct().Take(MostCitations).ToImmutableArray();
        var bearing = isFollowing && meaning.Bearing == Bearing.Cause ? Bearing.Effect : meaning.Bearing;
        return new(EvidenceKind.Object, bearing, citations[0], finding.Message)
        {
            Category = meaning.Category,
            Theme = $"kubernetes:{finding.Rule}",
            Strength = trust * meaning.Strength * (finding.Severity == Severity.Error ? 1 : 0.7),
            Harm = trust < 1 || (meaning.Category == IncidentCategory.ConfigurationError && meaning.Strength <= 0.4 && finding.Rule.StartsWith("hpa-", StringComparison.Ordinal)) || (meaning.Category == IncidentCategory.ConfigurationError && !IsAsked(recording.Header, each.Object, finding)) ? 0.1 : finding.Severity == Severity.Error && meaning.Bearing == Bearing.Effect ? 0.4 : finding.Severity == Severity.Error ? 0.35 : 0.1,
            Subject = Entities.Stem(each.Object.Name),
            Names = [each.Object.Name, each.Object.Namespace, .. finding.Related.Select(related => related[(related.LastIndexOf('/') + 1)..]).Take(6)],
            Also = [.. citations.Skip(1)],
            At = At(each.Object),
        };
    }

    /// <summary>The words of a finding say more than its rule: a container that cannot start may lack a secret, a pod that crashes may say why.</summary>
    private static FaultMeaning Refined(DiagnosedFinding finding, FaultMeaning meaning)
    {
        if (finding.Rule is "reference-missing" or "reference-key-missing" && finding.Message.Contains("Secret", StringComparison.Ordinal) && !finding.Message.Contains("ConfigMap", StringComparison.Ordinal))
        {
            return meaning with { Category = IncidentCategory.Credentials };
        }

        if (finding.Rule == "node-pressure" && finding.Message.Contains("Disk", StringComparison.Ordinal))
        {
            return meaning with { Category = IncidentCategory.Storage };
        }

        if (meaning.Bearing == Bearing.Cause && finding.Rule is not ("pods-cannot-be-created" or "container-cannot-start" or "volume-mount-failed" or "pod-sandbox-failed" or "init-container-waits" or "liveness-probe-kills"))
        {
            return meaning;
        }

        var said = SignCatalogue.Match(finding.Message, SignOrigin.EventMessage).Where(match => match.Sign.Role == SignRole.Cause).OrderByDescending(match => match.Strength).FirstOrDefault();
        return said.Sign is null || said.Strength < meaning.Strength ? meaning : new(Bearing.Cause, said.Sign.Category, Math.Max(said.Strength, meaning.Strength));
    }

    /// <summary>A setting that fits nothing is trouble where somebody misses what it should do; elsewhere it may be meant.</summary>
    private static bool IsAsked(IncidentHeader header, KubeObject each, DiagnosedFinding finding) =>
        Entities.AreSame(each.Name, header.Service) || Entities.Names(header.Description, each.Name) || finding.Related.Any(related => Entities.AreSame(related, header.Service)) || finding.Consequences > 0;

    private static DateTimeOffset? At(KubeObject each) =>
        each.Status.MapsAt("containerStatuses").Select(container => container.TimeAt("lastState", "terminated", "finishedAt")).FirstOrDefault(at => at is not null)
        ?? each.Condition("Ready")?.TimeAt("lastTransitionTime") ?? each.Condition("PodScheduled")?.TimeAt("lastTransitionTime");

    private static string About(KubeObject each)
    {
        var line = EventLine.Of(each);
        return line.Namespace.Length == 0 ? $"{line.Kind}/{line.Name}" : $"{line.Kind}/{line.Namespace}/{line.Name}";
    }
}
