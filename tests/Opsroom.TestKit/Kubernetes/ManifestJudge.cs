using System.Collections.Immutable;
using Opsroom.Tools;
using Opsroom.Tools.Kubernetes.Linting;

namespace Opsroom.TestKit.Kubernetes;

/// <summary>What the product's linter thinks of a manifest, for the newest Kubernetes that it knows.</summary>
public static class ManifestJudge
{
    public static ImmutableArray<Finding> FindingsOf(string yaml) => ManifestLinter.Lint(yaml, version: null).Findings;
}
