using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>What a cluster, or a namespace of it, held at one time.</summary>
/// <param name="Objects">Secrets are in it with their keys only. It knows a kind (<see cref="ObjectSet.Knows"/>) where all of its objects could be listed.</param>
/// <param name="Missing">What of it could not be seen, and why.</param>
internal sealed record ClusterSnapshot(ObjectSet Objects, ImmutableArray<MissingKind> Missing, ServerVersion Version, string? Namespace, DateTimeOffset ReadAt);

/// <summary>A kind that was not seen, or not wholly.</summary>
/// <param name="IsPartial">Whether some of its objects are in the snapshot.</param>
internal sealed record MissingKind(string Kind, string Reason, bool IsPartial);
