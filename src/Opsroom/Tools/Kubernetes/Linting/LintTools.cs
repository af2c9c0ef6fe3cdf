using System.ComponentModel;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>Tools that judge Kubernetes manifests. Nothing of a manifest leaves this process; a cluster that is named is only asked what it serves.</summary>
internal sealed class LintTools(ClusterDirectory clusters)
{
    [Tool("kubernetes_lint_manifest", Effect.Read)]
    [ToolExample("""{"manifest_content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - {name: web, image: nginx}\n", "kubernetes_version": "1.29"}""")]
    [Description(
        "Judges Kubernetes manifests (YAML or JSON, several documents, Lists) without a cluster: errors that the API server would refuse or that would fail, warnings of what should not ship, infos of taste; "
        + "each with rule, object, path, line and column, and a fix where one is certain. Covers structure and misspelt fields, removed and deprecated API versions, security, access rights, resources, probes, "
        + "availability, network, jobs and references between the objects. A text that cannot be read is a finding. The annotation opsroom.dev/ignore: rule-id, … spares an object a rule that is no error. "
        + "A fix is for the text as it was given: apply one, then lint again.")]
    public async Task<ToolResult<ManifestLint>> LintManifestAsync(
        [Description("The manifest to judge; bad YAML is a finding, not a failure.")] TextInput manifest,
        [Description("The version of Kubernetes to judge API versions against, such as 1.29. The newest known if not given.")] string? kubernetesVersion = null,
        [Description("A configured cluster to judge API versions and kinds against, as it serves them, custom ones included. Leave kubernetes_version out then.")] string? cluster = null,
        CancellationToken cancellationToken = default)
    {
        if (cluster is not null)
        {
            return kubernetesVersion is null
                ? await LintForAsync(manifest.Text, cluster, cancellationToken)
                : ToolFailure.InvalidArgument("kubernetes_version and cluster both say what to judge against. Give one of them.");
        }

        var version = KubernetesVersion.Parse(kubernetesVersion);
        return kubernetesVersion is not null && version is null
            ? ToolFailure.InvalidArgument($"kubernetes_version has to be a version such as 1.29 or v1.31.2, not '{kubernetesVersion}'.")
            : ManifestLinter.Lint(manifest.Text, version);
    }

    private async Task<ToolResult<ManifestLint>> LintForAsync(string manifest, string cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var known = await target.DiscoverAsync(cancellationToken);
        return known.Value is { } catalog ? ManifestLinter.LintFor(manifest, ServedApis.Of(catalog)) : known.Failure!;
    }
}
