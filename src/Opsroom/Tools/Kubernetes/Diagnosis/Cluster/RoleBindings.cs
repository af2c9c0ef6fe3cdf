using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Cluster;

/// <summary>Bindings whose role or service account does not exist.</summary>
internal sealed class RoleBindings : IAnalyzer
{
    public const string Subject = "binding-subject-missing";
    public const string Role = "binding-role-missing";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var binding in scene.Of("RoleBinding").Concat(scene.Of("ClusterRoleBinding")).Where(each => !IsServersOwn(each)))
        {
            var (kind, name) = (binding.Body.TextAt("roleRef", "kind") ?? "", binding.Body.TextAt("roleRef", "name"));
            if (kind == "Role" && scene.Lacks("Role", binding.Namespace, name))
            {
                yield return new(Role, Severity.Error, FaultRole.Cause, binding, $"{binding.Kind} {binding.Name} grants Role {name}, which does not exist (not found) in namespace {binding.Namespace}: its subjects have no rights by it.") { Path = "roleRef.name", Explains = [Pods.Crashes.Crash], FixHint = "Create the role, or bind one that exists; roleRef cannot be changed." };
            }

            var at = 0;
            foreach (var subject in binding.Body.MapsAt("subjects"))
            {
                if (SubjectFault(scene, binding, subject, $"subjects[{at++}]") is { } fault)
                {
                    yield return fault;
                }
            }
        }
    }

    /// <summary>The API server makes bindings for all of its components, whether they run or not.</summary>
    private static bool IsServersOwn(KubeObject binding) => binding.Body.TextAt("metadata", "labels", "kubernetes.io/bootstrapping") == "rbac-defaults";

    private static Fault? SubjectFault(Scene scene, KubeObject binding, YamlMap subject, string path)
    {
        var (name, place) = (subject.TextAt("name"), subject.TextAt("namespace") ?? binding.Namespace);
        if (subject.TextAt("kind") != "ServiceAccount" || name is null || scene.Find("ServiceAccount", place, name) is not null)
        {
            return null;
        }

        // accounts of namespaces that were not given may well exist
        var here = scene.Of("ServiceAccount").Where(account => account.Name == name).ToList();
        if (scene.In("ServiceAccount", place).Count == 0 && (here.Count == 0 || scene.Find("Namespace", "", place) is not null || !scene.Knows("Namespace")))
        {
            return null;
        }

        var users = here.SelectMany(account => scene.PodsIn(account.Namespace).Where(pod => pod.IsLive && pod.Object.Spec.TextAt("serviceAccountName") == name)).ToList();
        var denied = users.Where(pod => pod.Containers.Any(container => Pods.LastWords.Of(scene, pod, container).Whole.Contains("cannot", StringComparison.Ordinal)) || !pod.IsReady).ToList();
        var where = here.Count == 0 ? "" : $"; ServiceAccount {name} is in namespace {Quote.Names(here.Select(account => account.Namespace), 3)}, so it has none of these rights";
        return new(Subject, denied.Count > 0 ? Severity.Error : Severity.Warning, FaultRole.Cause, binding,
            $"{binding.Kind} {binding.Name} grants {binding.Body.TextAt("roleRef", "kind")} {binding.Body.TextAt("roleRef", "name")} to ServiceAccount {name} of namespace {place}, which does not exist (not found){where}.{(users.Count == 0 ? "" : $" Pod {Quote.Names(users.Select(pod => pod.Object.Name), 3)} runs as it and is forbidden.")}")
        {
            Path = path + ".namespace",
            Evidence = [new(binding.Id, path, $"{place}/{name}")],
            Also = [.. here, .. denied.Select(pod => pod.Object)],
            Explains = [Pods.Crashes.Crash, Pods.NotReady.Probe],
            Breaks = denied.Count > 0,
            FixHint = "Correct the subject's namespace.",
        };
    }
}
