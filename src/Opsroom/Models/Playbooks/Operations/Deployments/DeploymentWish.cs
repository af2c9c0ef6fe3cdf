using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>What a task wants to happen to a version.</summary>
internal enum DeploymentIntent
{
    /// <summary>It is moved: planned, checked and executed.</summary>
    Execute,

    /// <summary>It is planned and checked, and nothing moves.</summary>
    Plan,

    /// <summary>Only whether the target is ready is asked.</summary>
    Check,

    /// <summary>The version before, or a named one, comes back.</summary>
    RollBack,

    /// <summary>Nothing of this kind was recognised.</summary>
    None,
}

/// <param name="Services">In the order in which they move.</param>
/// <param name="Image">With its registry, where one was named.</param>
/// <param name="Version">A tag, where only that was named, or beside an image without one.</param>
/// <param name="Weights">Percentages of a canary.</param>
/// <param name="Observe">How long each step is to be watched, where the task says so.</param>
/// <param name="PlanId">A plan that was made before.</param>
/// <param name="IsHeld">Whether the task itself says that nothing is to move, or under which condition only.</param>
internal sealed record DeploymentWish(
    DeploymentIntent Intent, ImmutableArray<string> Services, string? Image, string? Version, string Strategy, ImmutableArray<int> Weights, string? Observe, string? PlanId, bool IsHeld);
