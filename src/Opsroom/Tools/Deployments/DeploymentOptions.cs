using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Linting;

namespace Opsroom.Tools.Deployments;

/// <summary>What the operator says about deployments. Section <c>Deployments</c>.</summary>
public sealed partial class DeploymentOptions
{
    public const string Section = "Deployments";

    private const string DefaultRegistry = "docker.io";

    /// <summary>Registries that images may come from, each with the beginning of a repository's path if need be: <c>ghcr.io/acme</c>. Without any, all.</summary>
    public ImmutableArray<string> AllowedRegistries { get; set; } = [];

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate() => AllowedRegistries.Where(registry => !Registry().IsMatch(registry)).Select(registry =>
        $"{Section}:{nameof(AllowedRegistries)} has '{registry}': give a registry, with a path if need be and without a scheme, such as ghcr.io or registry.example:5000/team.");

    /// <summary>Whether an image may come from where it is. A part of a path's segment is not enough.</summary>
    internal bool Allows(ImageReference image)
    {
        var name = image.Registry is null && !image.Repository.Contains('/', StringComparison.Ordinal)
            ? $"{DefaultRegistry}/library/{image.Repository}"
            : $"{image.Registry ?? DefaultRegistry}/{image.Repository}";
        return AllowedRegistries.IsEmpty || AllowedRegistries.Any(allowed => name.StartsWith(allowed.TrimEnd('/') + '/', StringComparison.Ordinal) || name == allowed);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)*/?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Registry();
}
