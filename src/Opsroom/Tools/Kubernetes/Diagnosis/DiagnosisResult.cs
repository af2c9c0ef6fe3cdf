using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>What a finding rests on.</summary>
/// <param name="Object"><c>Kind/namespace/name</c>.</param>
/// <param name="Field">The field, or <c>event REASON</c> or <c>log</c>.</param>
/// <param name="Value">What stands there, bounded.</param>
public sealed record Evidence(string Object, string Field, string Value);

/// <summary>One thing that is wrong, with what it rests on and what follows from it.</summary>
/// <param name="Rule">Stable kebab-case id.</param>
/// <param name="Message">What is wrong, with the values that show it.</param>
/// <param name="Object"><c>Kind/namespace/name</c>.</param>
/// <param name="Path">The field of the object.</param>
/// <param name="Line">From 1, where the objects were given as text.</param>
/// <param name="Column">From 1.</param>
/// <param name="Evidence">What it rests on.</param>
/// <param name="Related">Other objects that are part of it or suffer from it.</param>
/// <param name="FixHint">What to do.</param>
/// <param name="ExplainedBy">The finding that this one follows from, as <c>rule object</c>; such findings stand below all causes.</param>
/// <param name="Consequences">How many other findings follow from this one.</param>
public sealed record DiagnosedFinding(
    string Rule, Severity Severity, string Message, string Object, string? Path, int? Line, int? Column,
    ImmutableArray<Evidence> Evidence, ImmutableArray<string> Related, string? FixHint, string? ExplainedBy, int Consequences);

/// <param name="Findings">Causes first, the gravest before the others; then what follows from them; then remarks.</param>
/// <param name="Healthy">No error and no warning.</param>
/// <param name="LookedAt">How many objects of each kind were looked at.</param>
/// <param name="Truncated">Whether findings were left out, or objects were not looked at because there were too many or they may not be read.</param>
/// <param name="NotSeen">What of a live cluster could not be looked at, and why: healthy says nothing about it.</param>
public sealed record DiagnosisResult(
    ImmutableArray<DiagnosedFinding> Findings, bool Healthy, ImmutableSortedDictionary<string, int> LookedAt, bool Truncated, string? NotSeen = null);

/// <summary>The last lines that a container wrote.</summary>
/// <param name="Previous">Whether they are of the run before the present one.</param>
public sealed record ContainerLog(string Namespace, string Pod, string Container, bool Previous, ImmutableArray<string> Lines);
