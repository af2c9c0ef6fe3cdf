using System.ComponentModel;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>Tools that judge Kubernetes manifests. Nothing leaves this process.</summary>
public sealed class LintTools
{
    [Tool("kubernetes_lint_manifest", Effect.Read)]
    [ToolExample("""{"manifest_content": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - {name: web, image: nginx}\n", "kubernetes_version": "1.29"}""")]
    [Description(
        "Judges Kubernetes manifests (YAML or JSON, several documents, Lists) without a cluster: errors that the API server would refuse or that would fail, warnings of what should not ship, infos of taste; "
        + "each with rule, object, path, line and column, and a fix where one is certain. Covers structure and misspelt fields, removed and deprecated API versions, security, access rights, resources, probes, "
        + "availability, network, jobs and references between the objects. A text that cannot be read is a finding. The annotation opsroom.dev/ignore: rule-id, … spares an object a rule that is no error. "
        + "A fix is for the text as it was given: apply one, then lint again.")]
    public static ToolResult<ManifestLint> LintManifest(
        [Description("The manifest to judge; bad YAML is a finding, not a failure.")] TextInput manifest,
        [Description("The version of Kubernetes to judge API versions against, such as 1.29. The newest known if not given.")] string? kubernetesVersion = null)
    {
        var version = KubernetesVersion.Parse(kubernetesVersion);
        return kubernetesVersion is not null && version is null
            ? ToolFailure.InvalidArgument($"kubernetes_version has to be a version such as 1.29 or v1.31.2, not '{kubernetesVersion}'.")
            : ManifestLinter.Lint(manifest.Text, version);
    }
}
