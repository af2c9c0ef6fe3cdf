using System.Collections.Immutable;
using Opsroom.Models;
using Opsroom.Threads;

namespace Opsroom.Workflow.Reflection;

/// <summary>Looks at what an agent made before it is called done.</summary>
public interface IReflector
{
    /// <summary>The reflection's name where agents' names stand.</summary>
    const string Name = "reflection";

    Task<Seen> ReflectAsync(ThreadState thread, BranchState branch, int firstAttempt, IModelCallObserver observer, CancellationToken runCancelled);
}

/// <summary>What the reflection saw.</summary>
/// <param name="Quality">0 to 1.</param>
/// <param name="Completeness">0 to 1.</param>
/// <param name="Remediation">What the agent should mend, if it can; null where the result stands.</param>
/// <param name="Reflector"><c>playbook</c>, or the model that answered.</param>
/// <param name="Calls">Model calls made on the way.</param>
public sealed record Seen(
    double Quality, double Completeness, ImmutableArray<ReflectionFinding> Findings, string? Remediation, string Reflector, ImmutableArray<ModelOutcome> Calls);
