using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>What a fault is to others.</summary>
internal enum FaultRole
{
    /// <summary>Something that is said or set wrongly, from which failures follow.</summary>
    Cause,

    /// <summary>Something that was tried and failed, with what the cluster said of it.</summary>
    Failure,

    /// <summary>A state that always has a reason elsewhere: not ready, no endpoints, not available.</summary>
    Symptom,
}

/// <summary>What an analyzer saw, before causes and consequences are told apart.</summary>
internal sealed record Fault(string Rule, Severity Severity, FaultRole Role, KubeObject Object, string Message)
{
    /// <summary>The field of the object that it is about.</summary>
    public string? Path { get; init; }

    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>Other objects that have this fault as well: the other pods of the workload, the claim and its volume.</summary>
    public ImmutableArray<KubeObject> Also { get; init; } = [];

    /// <summary>Objects on which this failure says it depends; what is wrong with them explains it.</summary>
    public ImmutableArray<KubeObject> PointsAt { get; init; } = [];

    /// <summary>Rules whose faults at the same objects, or at objects that point here, follow from this one.</summary>
    public ImmutableArray<string> Explains { get; init; } = [];

    /// <summary>Whether the object does not do its work because of this, so that whatever depends on it suffers.</summary>
    public bool Breaks { get; init; } = Role != FaultRole.Cause && Severity == Severity.Error;

    public string? FixHint { get; init; }

    /// <summary>What must be equal for the same fault of several pods of one workload to be told once; null where each counts.</summary>
    public string? Likeness { get; init; }

    /// <summary>Where it is seen.</summary>
    public IEnumerable<KubeObject> Places => Also.Prepend(Object);
}
