using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Looks into clusters, writes manifests and changes workloads.</summary>
internal sealed class KubernetesPlaybook : BriefingPlaybook
{
    private static readonly ImmutableArray<string> Setting = ["KUBECONFIG"];

    public override string Agent => "kubernetes_agent";

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (text.Mentions("scale", "scaling", "skaliere", "escalar") || brief.Replicas is not null && !IsAboutManifests(brief))
        {
            var command = brief.Replicas is { } replicas ? Command(brief, workload => string.Create(CultureInfo.InvariantCulture, $"scale {workload} --replicas={replicas}")) : [];
            return Deliverable.Asking("scaling", Setting, "kubernetes_scale_deployment", "kubernetes_get_deployments") with { ByHand = command };
        }

        if (text.Mentions("restart", "restarts", "bounce", "recycle"))
        {
            return Deliverable.Asking("the restart", Setting, "kubernetes_restart_deployment") with { ByHand = Command(brief, workload => $"rollout restart {workload}") };
        }

        if (IsAboutManifests(brief))
        {
            return Deliverable.WithModel("writing or linting manifests", "kubernetes_generate_manifest", "kubernetes_lint_manifest", "kubernetes_diagnose") with
            {
                ByHand =
                [
                    .. brief.Paths.Where(path => References.HasFileExtension(path.ToLowerInvariant())).Take(3)
                        .Select(path => $"`kubectl apply --dry-run=server -f {path}` tells what the cluster would refuse."),
                ],
            };
        }

        return Deliverable.Asking(
            "looking into the cluster", Setting, "kubernetes_diagnose", "kubernetes_get_pods", "kubernetes_get_events", "kubernetes_get_logs", "kubernetes_describe") with
        {
            ByHand = Looks(brief),
        };
    }

    private static bool IsAboutManifests(TaskBrief brief) =>
        brief.Text.Mentions("manifest", "manifests", "yaml", "lint", "write", "generate", "networkpolicy", "chart") || brief.CodeBlocks.Any(block => block.Kind == "yaml");

    private static ImmutableArray<string> Looks(TaskBrief brief)
    {
        var commands = ImmutableArray.CreateBuilder<string>();
        foreach (var pod in brief.Objects.Where(reference => reference is { Kind: "Pod", Name: not null }).Take(2))
        {
            commands.Add(Command(brief, $"describe pod {pod.Name}"));
            commands.Add(Command(brief, $"logs {pod.Name} --previous"));
        }

        if (brief.Namespace is not null || commands.Count > 0)
        {
            commands.Add(Command(brief, "get events --sort-by=.lastTimestamp"));
        }

        return commands.ToImmutable();
    }

    /// <summary>A command on the workload that is named, or on the service's deployment.</summary>
    private static ImmutableArray<string> Command(TaskBrief brief, Func<string, string> command)
    {
        var named = brief.Objects.FirstOrDefault(reference => reference is { Kind: "Deployment" or "StatefulSet" or "DaemonSet", Name: not null });
        return named is not null ? [Command(brief, command($"{named.Kind.ToLowerInvariant()}/{named.Name}"))]
            : brief.Service is { } service ? [Command(brief, command($"deployment/{service}"))]
            : [];
    }

    private static string Command(TaskBrief brief, string command) => $"`kubectl {command}{(brief.Namespace is { } name ? $" -n {name}" : string.Empty)}`";
}
