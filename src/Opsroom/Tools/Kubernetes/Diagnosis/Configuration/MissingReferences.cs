using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Configuration;

/// <summary>What pods name and is not there: config maps, secrets, their keys, service accounts, claims, priority and runtime classes.</summary>
internal sealed class MissingReferences : IAnalyzer
{
    public const string Rule = "reference-missing";
    public const string Key = "reference-key-missing";

    private static readonly string[] ClusterScoped = ["PriorityClass", "RuntimeClass"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        var pods = scene.Pods.Where(pod => pod.IsLive && !pod.HasWorkload).Select(pod => PodTemplate.Of(pod.Object)).OfType<PodTemplate>();
        foreach (var template in scene.Templates.Concat(pods))
        {
            if (template.Source.Kind == "Job" && IsOver(template.Source))
            {
                continue;
            }

            var told = new HashSet<(string, string, string?)>();
            foreach (var want in Want.Of(template.Spec))
            {
                if (!want.IsOptional && told.Add((want.Kind, want.Name, want.Key)) && Missing(scene, template, want) is { } fault)
                {
                    yield return fault;
                }
            }
        }
    }

    /// <summary>Whether a config map or secret does not have a key. A secret without data was given without it, to be safe.</summary>
    public static bool LacksKey(KubeObject found, string key) =>
        found.Body.At("data", key) is null && found.Body.At("binaryData", key) is null && found.Body.At("stringData", key) is null
        && !(found.Kind == "Secret" && found.Body.At("data") is null && found.Body.At("stringData") is null);

    private static Fault? Missing(Scene scene, PodTemplate template, Want want)
    {
        var home = ClusterScoped.Contains(want.Kind, StringComparer.Ordinal) ? "" : template.Source.Namespace;
        var found = scene.Find(want.Kind, home, want.Name);
        if (found is null && !scene.Lacks(want.Kind, home, want.Name))
        {
            return null;
        }

        if (found is not null && (want.Key is null || !LacksKey(found, want.Key)))
        {
            return null;
        }

        var pods = scene.PodsOf(template.Source).Where(pod => pod.IsLive).ToList();
        var sufferers = pods.Where(pod => !pod.IsReady).ToList();
        var idle = template.Source.Spec.NumberAt("replicas") == 0 || template.Source.Spec.FlagAt("suspend") is true;
        var severity = idle ? Severity.Info : pods.Count > 0 && sufferers.Count == 0 ? Severity.Warning : Severity.Error;
        var where = home.Length == 0 ? "" : $" in namespace {home}";
        var what = found is null
            ? $"{want.Kind} {want.Name} does not exist (not found){where}{Elsewhere(scene, want, home)}"
            : $"{want.Kind} {want.Name}{where} has no key {want.Key}; its keys are {Quote.Names(KeysOf(found), 6)}";
        var stands = found is null ? "" : $" (couldn't find key {want.Key})";
        var after = severity == Severity.Warning ? " Pods that run have started before it was gone; the next one will not." : "";
        return new(found is null ? Rule : Key, severity, FaultRole.Cause, (sufferers.FirstOrDefault() ?? pods.FirstOrDefault())?.Object ?? template.Source,
            $"{template.Source.Kind} {template.Source.Name} needs it for {want.Use}, but {what}{stands}.{after}")
        {
            Path = pods.Count > 0 ? "spec." + want.Path : $"{template.Path}.{want.Path}",
            Evidence = [new(template.Source.Id, $"{template.Path}.{want.Path}", want.Key is null ? want.Name : $"{want.Name}: {want.Key}")],
            Also = [template.Source, .. sufferers.Skip(1).Select(pod => pod.Object), .. scene.Objects.OwnedBy(template.Source).Where(each => each.Kind is "ReplicaSet")],
            Explains = [ContainerStart.Rule, Volumes.Mount, Volumes.Stuck, Scheduling.Rule, Workloads.FailedCreate.Rule],
            Breaks = sufferers.Count > 0,
            FixHint = found is null ? $"Create {want.Kind} {want.Name}{where}, or correct the name." : $"Add the key {want.Key} to {want.Kind} {want.Name}, or correct the reference.",
        };
    }

    private static string Elsewhere(Scene scene, Want want, string home)
    {
        var places = scene.Of(want.Kind).Where(each => each.Name == want.Name && each.Namespace != home).Select(each => each.Namespace).ToList();
        if (places.Count > 0)
        {
            return $"; there is one in namespace {Quote.Names(places, 3)}";
        }

        var near = Spelling.Nearest(want.Name, scene.In(want.Kind, home).Select(each => each.Name));
        return near is null ? "" : $"; there is a {near}";
    }

    private static IEnumerable<string> KeysOf(KubeObject each) =>
        (each.Body.MapAt("data")?.Entries ?? []).Concat(each.Body.MapAt("binaryData")?.Entries ?? []).Concat(each.Body.MapAt("stringData")?.Entries ?? []).Select(entry => entry.Key.Value);

    private static bool IsOver(KubeObject job) => job.Condition("Complete").TextAt("status") == "True" || job.Condition("Failed").TextAt("status") == "True";
}
