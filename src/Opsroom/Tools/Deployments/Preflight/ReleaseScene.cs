using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>A deployment and everything around it that a release depends on, as it was seen at one time.</summary>
/// <param name="Scene">The objects of the namespace and of the cluster itself.</param>
/// <param name="Diagnosis">What is wrong there already.</param>
/// <param name="AllPods">Pods of all namespaces, by which room on nodes is counted; null where they may not be listed.</param>
/// <param name="Alerts">Alerts that fire; null where no Prometheus is configured.</param>
/// <param name="Unseen">What could not be looked at, in sentences.</param>
internal sealed record ReleaseScene(
    ReleaseTarget Target, ReleaseIntent Intent, PodTemplate Template, ContainerChoice Container, Scene Scene, DiagnosisResult Diagnosis, ImmutableArray<KubeObject>? AllPods,
    ToolResult<PrometheusAnswer>? Alerts, ImmutableArray<string> Unseen)
{
    private const int MostPods = 5_000;

    public KubeObject Deployment => Target.Deployment;

    public string Namespace => Deployment.Namespace;

    public int Replicas => (int)(Deployment.Spec.NumberAt("replicas") ?? 1);

    public IEnumerable<KubeObject> Services => Scene.In("Service", Namespace).Where(each => LabelSelector.OfLabels(each.Spec.At("selector"))?.Matches(Template.Labels) is true);

    public IEnumerable<KubeObject> Autoscalers => Scene.In("HorizontalPodAutoscaler", Namespace)
        .Where(each => each.Spec.TextAt("scaleTargetRef", "kind") == "Deployment" && each.Spec.TextAt("scaleTargetRef", "name") == Deployment.Name);

    /// <summary>Its own objects: itself, its replica sets and their pods.</summary>
    public IEnumerable<KubeObject> Own
    {
        get
        {
            var sets = Scene.Objects.OwnedBy(Deployment);
            return sets.Concat(sets.SelectMany(Scene.Objects.OwnedBy)).Prepend(Deployment);
        }
    }

    public static async Task<ToolResult<ReleaseScene>> ReadAsync(ReleaseTarget target, ReleaseIntent intent, PrometheusClient prometheus, CancellationToken cancellationToken)
    {
        var chosen = ContainerChoice.Of(target.Deployment, intent.Container);
        if (chosen.Value is not { } container)
        {
            return chosen.Failure!;
        }

        if (PodTemplate.Of(target.Deployment) is not { } template)
        {
            return ToolFailure.InvalidArgument($"{target.Deployment.Id} describes no pods.");
        }

        var observed = await LiveObservation.OfAsync(target.Cluster, target.Deployment.Namespace, cancellationToken);
        if (observed.Value is not { } seen)
        {
            return observed.Failure!;
        }

        var unseen = ImmutableArray.CreateBuilder<string>();
        if (seen.Unseen is { } missing)
        {
            unseen.Add(missing);
        }

        var pods = target.Cluster.Namespaces.IsEmpty
            ? await target.Cluster.ListAsync("pods", new ListQuery { MostItems = MostPods, FieldSelector = "status.phase!=Succeeded,status.phase!=Failed" }, cancellationToken)
            : null;
        if (pods?.Value is not { IsTruncated: false })
        {
            unseen.Add("The pods of all namespaces could not be looked at, so how much room nodes have is not known.");
        }

        var alerts = prometheus.IsConfigured ? await prometheus.QueryAsync("ALERTS{alertstate=\"firing\"}", null, cancellationToken) : null;
        if (alerts is null)
        {
            unseen.Add("No Prometheus is configured (PROMETHEUS_URL), so alerts were not looked at, and errors and latency will not be.");
        }
        else if (alerts.Failure is { } failed)
        {
            unseen.Add(failed.Message);
        }

        return new ReleaseScene(
            target, intent, template, container, new Scene(seen.Objects, seen.At, seen.Logs), ClusterDiagnosis.Of(seen.Objects, seen.At, seen.Logs),
            pods?.Value is { IsTruncated: false } all ? all.Items : null, alerts, unseen.ToImmutable());
    }

    public Finding Error(string rule, string message, KubeObject? about = null, string? path = null) => new(rule, Severity.Error, message, path, Object: (about ?? Deployment).Id);

    public Finding Warn(string rule, string message, KubeObject? about = null, string? path = null) => new(rule, Severity.Warning, message, path, Object: (about ?? Deployment).Id);

    public Finding Tell(string rule, string message, KubeObject? about = null, string? path = null) => new(rule, Severity.Info, message, path, Object: (about ?? Deployment).Id);
}
