using System.Collections.Immutable;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>A manifest as it was written.</summary>
/// <param name="Yaml">All objects.</param>
/// <param name="Path">Where it stands in the workspace.</param>
/// <param name="Findings">What the linter thinks of it, against the version it is for.</param>
/// <param name="Objects">As <c>Kind/namespace/name</c>.</param>
/// <param name="Assumptions">What was not given and taken for granted, and what has to be there.</param>
/// <param name="KubernetesVersion">The version it is for: the target's, or the newest that is known.</param>
public sealed record GeneratedManifest(
    string Yaml, string Path, ImmutableArray<Finding> Findings, ImmutableArray<string> Objects, ImmutableArray<string> Assumptions, string KubernetesVersion, ImmutableArray<WorkspaceFile> Files);
