using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Replaces a workload's pods by new ones of the same template.</summary>
internal sealed class KubernetesRestartTools(ClusterDirectory clusters, TimeProvider time)
{
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    /// <summary>Stands in previews, which must not change by themselves.</summary>
    private const string TimeOfTheCall = "the time of the restart";

    [Tool("kubernetes_restart_deployment", Effect.Change, Plan = nameof(PlanRestartAsync), Verify = nameof(VerifyRestartAsync))]
    [ToolExample("""{"namespace": "shop", "name": "checkout"}""")]
    [Description(
        "Restarts a deployment, stateful set or daemon set as kubectl rollout restart does: its pods are replaced by new ones of the same template, by its own strategy, and waited for. The answer "
        + "says how that went: it is no failure of the call when pods do not become ready.")]
    public async Task<ToolResult<RestartedWorkload>> RestartAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The workload's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("What kind of workload it is; without it a deployment.")] RolledKind? kind,
        [Description("Whether to wait for the pods; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(@namespace, name, kind, cluster, cancellationToken);
        if (found.Value is not { } workload)
        {
            return found.Failure!;
        }

        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var made = await Write(workload, now).MakeAsync(context.Change!, cancellationToken);
        return made.Value is { } live ? await ResultAsync(workload, live, wait, timeout, context, cancellationToken) : made.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanRestartAsync(
        string @namespace, string name, RolledKind? kind, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var found = await FindAsync(@namespace, name, kind, cluster, cancellationToken);
        if (found.Value is not { } workload)
        {
            return found.Failure!;
        }

        var read = await workload.ReadAsync(cancellationToken);
        if (read.Value is not { } live)
        {
            return read.Failure!;
        }

        if (TemplatePlan.Refuse(workload, live) is { } refused)
        {
            return refused;
        }

        var tried = await Write(workload, TimeOfTheCall).TryAsync(live, cancellationToken);
        return tried.Value is not { } would ? tried.Failure! : await TemplatePlan.MakeAsync(
            workload, would, $"Restart {workload.Id} in cluster '{workload.Cluster.Name}': new pods of the same template take the place of those that run.", environment,
            undo: null, "A restart leaves nothing to take back: the template stays what it is, but for the note of the restart.", NotesOn(live), cancellationToken);
    }

    public async Task<Verification> VerifyRestartAsync(
        string @namespace, string name, RolledKind? kind, bool? wait, string? timeout, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var found = await FindAsync(@namespace, name, kind, cluster, cancellationToken);
        return found.Value is not { } workload ? Verification.Unknown($"Whether it was restarted cannot be seen: {found.Failure!.Message}")
            : await Write(workload, TimeOfTheCall).VerifyAsync(
                context.Change!, async live => Verification.Done(await ResultAsync(workload, live, wait, timeout, context, cancellationToken)), cancellationToken);
    }

    private Task<ToolResult<Workload>> FindAsync(string @namespace, string name, RolledKind? kind, string? cluster, CancellationToken cancellationToken) =>
        Workload.FindAsync(clusters, cluster, (kind ?? RolledKind.Deployment).ToString(), @namespace, name, cancellationToken);

    private static GuardedWrite Write(Workload workload, string restartedAt) => workload.Write(
        live => $"{live.Uid}:{TemplateText.VersionOf(live)}",
        _ => new YamlMap().Add("spec", new YamlMap().Add("template", new YamlMap().Add("metadata", new YamlMap().Add("annotations", new YamlMap().Add(RestartedAt, restartedAt))))),
        PatchKind.Strategic);

    private async Task<RestartedWorkload> ResultAsync(Workload workload, KubeObject live, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var rollout = await new RolloutWatch(workload.Cluster, time).FollowAsync(workload, live, replaces: true, wait, timeout, context, cancellationToken);
        return new RestartedWorkload(
            await WorkloadHistory.CurrentNumberAsync(workload, time, cancellationToken), live.Kind, live.Namespace, live.Name, workload.Cluster.Name, rollout);
    }

    private static IEnumerable<string> NotesOn(KubeObject live) => PodTemplate.Of(live) is { } template
        ? template.Containers.Select(each => each.TextAt("image") ?? "").Where(image => ImageReference.Parse(image) is not { IsFixed: true })
            .Select(image => $"The name {Words.Image(image)} may mean another image by now.").Distinct(StringComparer.Ordinal)
        : [];
}

/// <param name="Revision">The workload's revision since the restart, where its controller keeps one.</param>
/// <param name="Rollout">How the pods followed.</param>
public sealed record RestartedWorkload(long? Revision, string Kind, string Namespace, string Name, string Cluster, Rollout Rollout);
