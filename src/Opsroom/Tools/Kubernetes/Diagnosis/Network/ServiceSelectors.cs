using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Services whose selector finds no pod, and why: a label renamed in the last rollout, a word that differs, nothing running, nothing there.</summary>
internal sealed class ServiceSelectors : IAnalyzer
{
    public const string Nothing = "service-selector-matches-nothing";
    public const string Empty = "service-without-endpoints";
    public const string Idle = "service-scaled-to-zero";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var service in scene.Of("Service"))
        {
            if (Scene.SelectorOf(service) is not { } selector || service.Spec.TextAt("type") == "ExternalName" || service.DeletedAt is not null)
            {
                continue;
            }

            var pods = scene.Selected(service.Namespace, selector).Where(pod => !pod.IsDone).ToList();
            if (pods.Exists(pod => pod is { IsReady: true, IsLeaving: false }))
            {
                continue;
            }

            if (pods.Count > 0)
            {
                if (pods.Exists(pod => pod.Object.Status is not null) && service.Spec.FlagAt("publishNotReadyAddresses") is not true && pods.TrueForAll(pod => scene.IsOlder(pod.Object.CreatedAt, TimeSpan.FromMinutes(3))))
                {
                    yield return new(Empty, Severity.Error, FaultRole.Symptom, service, $"Service {service.Name} has no ready endpoints: none of the {pods.Count} pods that match {selector} is Ready.") { Path = "spec.selector", Breaks = true };
                }

                continue;
            }

            var makers = scene.TemplatesIn[service.Namespace].Where(template => selector.Matches(template.Labels)).ToList();
            if (makers.Count == 0)
            {
                if (scene.Knows("Pod") || scene.TemplatesIn[service.Namespace].Any())
                {
                    yield return Unmatched(scene, service, selector);
                }
            }
            else if (makers.Exists(maker => maker.Source.Spec.NumberAt("replicas") == 0))
            {
                var idle = makers.First(maker => maker.Source.Spec.NumberAt("replicas") == 0).Source;
                yield return new(Idle, Severity.Info, FaultRole.Cause, idle, $"{idle.Kind} {idle.Name} is scaled to zero (replicas: 0), so Service {service.Name} has no endpoints.") { Path = "spec.replicas", Also = [service], Breaks = true, FixHint = $"Scale {idle.Kind} {idle.Name} up, if it is needed." };
            }
            else if (makers.Exists(maker => maker.Source.Status is not null && maker.Source.Kind is not ("Job" or "CronJob")) && scene.Knows("Pod"))
            {
                yield return new(Empty, Severity.Error, FaultRole.Symptom, service, $"Service {service.Name} has no endpoints: {makers[0].Source.Kind} {makers[0].Source.Name} has no pods.") { Path = "spec.selector", Breaks = true };
            }
        }
    }

    private static Fault Unmatched(Scene scene, KubeObject service, LabelSelector selector)
    {
        var (why, also, hint) = Why(scene, service, selector);
        return new(Nothing, Severity.Error, FaultRole.Cause, service, $"Service {service.Name} has no endpoints: its selector {selector} matches no pod in namespace {service.Namespace}.{why}")
        {
            Path = "spec.selector",
            Evidence = [new(service.Id, "spec.selector", selector.ToString())],
            Also = [.. also, .. scene.In("EndpointSlice", service.Namespace).Where(slice => slice.Labels.GetValueOrDefault("kubernetes.io/service-name") == service.Name)],
            Breaks = true,
            FixHint = hint,
        };
    }

    private static (string Why, IEnumerable<KubeObject> Also, string Hint) Why(Scene scene, KubeObject service, LabelSelector selector)
    {
        // a revision that matched and is no more
        foreach (var former in scene.In("ReplicaSet", service.Namespace).Where(each => PodTemplate.Of(each) is { } template && selector.Matches(template.Labels)).OrderByDescending(Revision))
        {
            var current = scene.Objects.ControllerOf(former) is { } deployment ? PodTemplate.Of(deployment) : null;
            if (current is not null)
            {
                return ($" The pods of {current.Source.Kind} {current.Source.Name} had these labels until revision {Revision(former)} (ReplicaSet {former.Name}); the last rollout renamed them: {Difference(selector, current.Labels)}.", [current.Source], "Change the service's selector to the labels that the pods have now, or put the old label back into the template.");
            }
        }

        var near = scene.TemplatesIn[service.Namespace].Where(template => template.Source.Kind is not ("Job" or "CronJob"))
            .Select(template => (template, Score: Score(selector, template, service))).Where(pair => pair.Score > 0).OrderByDescending(pair => pair.Score).Select(pair => pair.template).FirstOrDefault();
        if (near is not null)
        {
            return ($" The pods of {near.Source.Kind} {near.Source.Name} differ: {Difference(selector, near.Labels)}.", [near.Source], "Make the service's selector and the pods' labels equal.");
        }

        var elsewhere = scene.Templates.FirstOrDefault(template => template.Source.Namespace != service.Namespace && selector.Matches(template.Labels));
        return elsewhere is null
            ? ("", [], "Correct the selector, or deploy what the service is meant for.")
            : ($" {elsewhere.Source.Kind} {elsewhere.Source.Name} with these labels is in namespace {elsewhere.Source.Namespace}; a service finds pods of its own namespace only.", [elsewhere.Source], "Put service and pods into the same namespace.");
    }

    private static long Revision(KubeObject set) =>
        long.TryParse(set.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    /// <summary>How near a workload comes to being meant: labels alike count for it, and so does its name.</summary>
    private static int Score(LabelSelector selector, PodTemplate template, KubeObject service)
    {
        var alike = selector.Labels.Count(label => template.Labels.GetValueOrDefault(label.Key) == label.Value);
        var values = selector.Labels.Values.Count(value => template.Labels.Values.Contains(value, StringComparer.Ordinal));
        var named = template.Source.Name == service.Name ? 3 : template.Source.Name.StartsWith(service.Name, StringComparison.Ordinal) || service.Name.StartsWith(template.Source.Name, StringComparison.Ordinal) ? 1 : 0;
        var spelt = selector.Labels.Count(label => template.Labels.TryGetValue(label.Key, out var has) && has != label.Value && Spelling.Nearest(label.Value, [has]) is not null);
        return alike + values + named + spelt;
    }

    private static string Difference(LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        var words = selector.Labels.Where(label => labels.GetValueOrDefault(label.Key) != label.Value)
            .Select(label => labels.TryGetValue(label.Key, out var has) ? $"{label.Key} is {has}, not {label.Value}" : $"they have no label {label.Key}{(labels.FirstOrDefault(other => other.Value == label.Value) is { Key: not null } other ? $" but {other.Key}={other.Value}" : "")}").ToList();
        return $"{Quote.Names(words, 4)} (pod labels: {Quote.Names(labels.Select(label => $"{label.Key}={label.Value}"), 6)})";
    }
}
