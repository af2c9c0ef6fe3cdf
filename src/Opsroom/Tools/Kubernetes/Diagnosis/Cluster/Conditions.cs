using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Cluster;

/// <summary>Conditions of custom resources, whatever their kind: what their controller says is not well.</summary>
internal sealed class Conditions : IAnalyzer
{
    public const string Rule = "condition-not-met";

    /// <summary>Good when True.</summary>
    private static readonly string[] Good = ["Ready", "Synced", "Available", "Healthy", "Reconciled", "Accepted", "Programmed", "Succeeded", "Established", "NamesAccepted", "Released", "Deployed", "Valid", "Issued", "Initialized", "Reconciling", "ReconcileSuccess", "Applied", "Active", "Provisioned"];

    /// <summary>Bad when True.</summary>
    private static readonly string[] Bad = ["Stalled", "Degraded", "Failed", "ReconcileError", "Error", "Irreconcilable", "TestFailure", "NonStructuralSchema", "KubernetesAPIApprovalPolicyConformant"];

    /// <summary>Kinds that have analyzers of their own, or conditions of another sense.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "Pod", "Node", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service", "Ingress", "HorizontalPodAutoscaler", "PodDisruptionBudget", "PersistentVolumeClaim", "PersistentVolume",
        "APIService", "Namespace", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "ReplicationController", "Event", "CertificateSigningRequest", "FlowSchema", "PriorityLevelConfiguration",
    };

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Objects.All)
        {
            if (Known.Contains(each.Kind) || each.Status is null || each.DeletedAt is not null || each.Spec.FlagAt("suspend") is true)
            {
                continue;
            }

            if (First(scene, each) is { } condition)
            {
                yield return Told(scene, each, condition);
            }
            else if (each is { Kind: "Application", Group: "argoproj.io" } && Argo(each) is { } fault)
            {
                yield return fault;
            }
        }
    }

    private static YamlMap? First(Scene scene, KubeObject each)
    {
        var wrong = each.Status.MapsAt("conditions").Where(condition =>
            ((condition.TextAt("status") == "False" && Good.Contains(condition.TextAt("type"), StringComparer.Ordinal) && condition.TextAt("type") != "Reconciling")
                || (condition.TextAt("status") == "True" && Bad.Contains(condition.TextAt("type"), StringComparer.Ordinal) && condition.TextAt("type") != "KubernetesAPIApprovalPolicyConformant"))
            && scene.IsOlder(condition.TimeAt("lastTransitionTime"), TimeSpan.FromMinutes(2))).ToList();
        // what says most is nearest to the cause
        return wrong.MaxBy(condition => condition.TextAt("message")?.Length ?? 0);
    }

    private static Fault Told(Scene scene, KubeObject each, YamlMap condition)
    {
        var (type, status, reason, message) = (condition.TextAt("type"), condition.TextAt("status"), condition.TextAt("reason"), condition.TextAt("message"));
        var isWaiting = reason is "Progressing" or "Pending" or "DependencyNotReady" or "Reconciling" or "InProgress" or "Issuing" or "DoesNotExist";
        var named = Named(scene, each, message ?? "");
        return new(Rule, Severity.Error, isWaiting ? FaultRole.Symptom : FaultRole.Failure, each, $"{each.Kind} {each.Name}: {type} is {status} ({reason}{Quote.After(message, 480)}).{Expiry(scene, each)}")
        {
            Path = "status.conditions",
            Evidence = [new(each.Id, $"status.conditions[{type}]", $"{status} {reason}{Quote.After(message)}")],
            PointsAt = [.. named.Concat(scene.Objects.OwnedBy(each)).Distinct()],
            FixHint = "Correct what its controller names in the message.",
        };
    }

    /// <summary>Objects that the message names as <c>Kind/name</c>, <c>kind "name"</c> or <c>Kind ns/name</c>.</summary>
    private static IEnumerable<KubeObject> Named(Scene scene, KubeObject each, string message)
    {
        var text = message.Length > 2_000 ? message[..2_000] : message;
        var words = text.Split([' ', '"', '\'', ',', ';', '(', ')', '[', ']', ':', '`'], StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < words.Length; at++)
        {
            var parts = words[at].TrimEnd('.').Split('/');
            var found = parts switch
            {
                [var kind, var name] => scene.Find(kind, each.Namespace, name) ?? scene.Find(kind, "", name) ?? (at > 0 ? scene.Find(words[at - 1], kind, name) : null),
                [var kind, var place, var name] => scene.Find(kind, place, name),
                [var name] when at > 0 => scene.Find(words[at - 1], each.Namespace, name) ?? scene.Find(words[at - 1], "", name),
                _ => null,
            };
            if (found is not null && !ReferenceEquals(found, each))
            {
                yield return found;
            }
        }
    }

    private static string Expiry(Scene scene, KubeObject each) =>
        each.Kind == "Certificate" && each.Status.TimeAt("notAfter") is { } end ? $" Its certificate {(end < scene.Now ? "has expired" : "is valid until")} (notAfter {end:u}), Secret {each.Spec.TextAt("secretName")}." : "";

    private static Fault? Argo(KubeObject each)
    {
        var (health, sync, phase) = (each.Status.TextAt("health", "status"), each.Status.TextAt("sync", "status"), each.Status.TextAt("operationState", "phase"));
        return health is not ("Degraded" or "Missing") && phase is not ("Failed" or "Error") ? null
            : new(Rule, Severity.Error, FaultRole.Failure, each, $"Application {each.Name}: health {health}, sync {sync}, last operation {phase}{Quote.After(each.Status.TextAt("operationState", "message") ?? each.Status.TextAt("health", "message"), 480)}.")
            { Path = "status", PointsAt = [], FixHint = "Correct what the operation's message names." };
    }
}
