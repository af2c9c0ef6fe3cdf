using System.Collections.Immutable;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>What is going to be done; of a check before anything is planned, only where.</summary>
/// <param name="Environment">As it was stated.</param>
internal sealed record ReleaseIntent(string Environment, string? Image, string? Container, DeploymentStrategy Strategy, ImmutableArray<int> Weights);
