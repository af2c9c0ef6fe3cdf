using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>What is thought of a manifest.</summary>
/// <param name="Valid">No finding is an error.</param>
/// <param name="Healthy">No finding is an error or a warning.</param>
/// <param name="Findings">Errors first, then warnings and infos, each by line; at most 1,000.</param>
/// <param name="Objects">How many objects were read.</param>
/// <param name="Counts">How many findings there are, those that were cut included.</param>
/// <param name="Kinds">How many objects of each kind were read.</param>
/// <param name="KubernetesVersion">The version that was judged against: the one asked for, or the newest that is known.</param>
/// <param name="Suppressed">What annotations of the objects themselves kept from being told.</param>
/// <param name="Truncated">Whether there are more findings than are told.</param>
public sealed record ManifestLint(
    bool Valid, bool Healthy, ImmutableArray<Finding> Findings, int Objects, FindingCounts Counts, IReadOnlyDictionary<string, int> Kinds, string KubernetesVersion,
    ImmutableArray<SuppressedRule> Suppressed, bool Truncated);

/// <summary>How many findings there are of each severity.</summary>
public sealed record FindingCounts(int Errors, int Warnings, int Infos);
