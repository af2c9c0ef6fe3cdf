using System.Collections.Immutable;

namespace Opsroom.Tools.Deployments.Planning;

/// <param name="PlanId">What execute_deployment takes.</param>
/// <param name="Path">The plan as a file of the workspace.</param>
/// <param name="Environment">As it was stated.</param>
/// <param name="PreviousImage">The one that it replaces.</param>
/// <param name="Weights">Of a canary: the percentages of its steps.</param>
/// <param name="Steps">In order.</param>
/// <param name="Risks">The gravest first.</param>
/// <param name="Rollback">How it comes back.</param>
/// <param name="Executable">Whether it can be executed as it is: a plan that was made without a cluster cannot.</param>
/// <param name="NotSeen">What could not be looked at, and why.</param>
/// <param name="Setting">The configuration key that would let it be looked at.</param>
public sealed record PlannedDeployment(
    string PlanId, string Path, string Service, string Environment, string? Cluster, string? Namespace, string Deployment, string? Container, string Image, string? PreviousImage, int? Replicas,
    DeploymentStrategy Strategy, ImmutableArray<int> Weights, ImmutableArray<PlanStep> Steps, ImmutableArray<PlanRisk> Risks, string Rollback, bool Executable, string? NotSeen, string? Setting);
