using System.Runtime.CompilerServices;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tests.Tools.Kubernetes.Linting;

/// <summary>The manifests in <c>cases/</c>: for each rule one that breaks it and one that does not.</summary>
internal static class RuleCases
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "cases");

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)!);

    public static string Bad(string rule) => File.ReadAllText(Path.Combine(Folder, $"{rule}.bad.yaml"));

    public static string Good(string rule) => File.ReadAllText(Path.Combine(Folder, $"{rule}.good.yaml"));

    /// <summary>The manifests in <c>wellmade/</c>, as they stand in repositories of careful teams.</summary>
    public static IEnumerable<string> WellMadeNames => Directory.EnumerateFiles(Path.Combine(Folder, "..", "wellmade")).Select(file => Path.GetFileName(file)!);

    public static string WellMade(string name) => File.ReadAllText(Path.Combine(Folder, "..", "wellmade", name));

    /// <summary>As a rule's cases are to be judged: some are about an older version, or about a cluster.</summary>
    public static ManifestLint Lint(string rule, string text) => rule == "not-served-by-cluster"
        ? ManifestLinter.LintFor(text, Cluster)
        : ManifestLinter.Lint(text, rule == "api-not-yet-served" ? new KubernetesVersion(1, 20) : null);

    /// <summary>One that has cert-manager, of an older version.</summary>
    private static readonly ServedApis Cluster = new(new(1, 30), new HashSet<(string, string)> { ("v1", "ConfigMap"), ("cert-manager.io/v1", "Certificate"), ("policy/v1beta1", "PodDisruptionBudget"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition") });

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
