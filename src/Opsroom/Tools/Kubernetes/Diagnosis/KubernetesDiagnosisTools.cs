using System.Collections.Immutable;
using System.ComponentModel;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Finds out what is wrong in a cluster, or with objects that were taken from one.</summary>
internal sealed class KubernetesDiagnosisTools(ClusterDirectory clusters, TimeProvider time)
{
    private const string Example = """
        {"objects_content": "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web-1, namespace: shop, labels: {app: website}}\nspec:\n  containers: [{name: web, image: nginx, ports: [{containerPort: 8080}]}]\n"}
        """;

    [Tool("kubernetes_diagnose", Effect.Read, Tainted = true)]
    [ToolExample(Example)]
    [Description(
        "Finds out what is wrong: looks at pods, workloads, services, ingresses, network policies, volumes, nodes, autoscalers, budgets, quotas, webhooks, custom resources and events together, "
        + "and names causes first, what follows from them below. Each finding has its evidence and what to do. healthy is true when there is no error and no warning.")]
    public async Task<ToolResult<DiagnosisResult>> DiagnoseAsync(
        [Description("Objects to look at instead of a live cluster: YAML or JSON as kubectl get -o yaml gives, several documents or Lists, events included.")] TextInput? objects = null,
        [Description("Only this namespace, and what belongs to none; without it all.")] string? @namespace = null,
        [Description("A configured cluster; without it the default one.")] string? cluster = null,
        [Description("When the objects were taken, RFC 3339; without it the newest time that stands in them.")] DateTimeOffset? observedAt = null,
        CancellationToken cancellationToken = default)
    {
        if (objects is null)
        {
            return await LiveAsync(cluster, string.IsNullOrWhiteSpace(@namespace) ? null : @namespace.Trim(), cancellationToken);
        }

        var reading = ManifestReader.Read(objects.Text);
        var chosen = reading.Objects.Where(each => @namespace is null || each.Namespace.Length == 0 || each.Namespace == @namespace).ToList();
        var now = observedAt ?? SnapshotTime.Of(chosen, time.GetUtcNow());
        var result = ClusterDiagnosis.Of(new ObjectSet(chosen), now);
        return reading.Faults.Count == 0 ? result : result with
        {
            Findings = [.. reading.Faults.Take(20).Select(Unread), .. result.Findings],
            Healthy = false,
        };
    }

    private async Task<ToolResult<DiagnosisResult>> LiveAsync(string? name, string? @namespace, CancellationToken cancellationToken)
    {
        var found = clusters.Find(name);
        if (found.Value is not { } cluster)
        {
            var failure = found.Failure!;
            return failure.Code == FaultCodes.NotConfigured ? failure with { Message = $"{failure.Message} Or give objects_content (kubectl get all,events,… -o yaml)." } : failure;
        }

        var looked = await LiveObservation.OfAsync(cluster, @namespace, cancellationToken);
        return looked.Value is { } seen
            ? ClusterDiagnosis.Of(seen.Objects, seen.At, seen.Logs, seen.Unseen is not null) with { NotSeen = seen.Unseen }
            : looked.Failure!;
    }

    private static DiagnosedFinding Unread(Yaml.YamlFault fault) =>
        new(fault.Rule, Severity.Error, fault.Message, "", null, fault.Line, fault.Column, [], ImmutableArray<string>.Empty, null, null, 0);
}
