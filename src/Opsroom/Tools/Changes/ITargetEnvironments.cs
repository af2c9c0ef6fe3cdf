using System.Collections.Immutable;

namespace Opsroom.Tools.Changes;

/// <summary>What the operator's configuration says about environments. What it says may change at any time; each question is answered by what holds then.</summary>
public interface ITargetEnvironments
{
    /// <summary>The environment of a target; what no entry maps counts as production.</summary>
    TargetEnvironment EnvironmentOf(ChangeTarget target);

    /// <summary>
    /// The clusters, with their namespaces, that are mapped to an environment by their exact names. What only a pattern reaches is not among them: a pattern says how
    /// something is to be treated that exists, not that it is meant.
    /// </summary>
    /// <param name="environment">As a person calls it; upper and lower case do not differ.</param>
    ImmutableArray<ChangeTarget> KubernetesTargets(string environment);

    /// <summary>Whether a name that somebody gave means an environment, in its usual short form too (<c>prod</c>), unless there is an environment of just that name.</summary>
    /// <param name="stated">As a person calls it.</param>
    /// <param name="environment">As the configuration spells it.</param>
    bool Means(string stated, string environment);
}

/// <param name="Name">As the configuration spells it.</param>
/// <param name="IsMapped">Whether an entry says so; production by default otherwise.</param>
public sealed record TargetEnvironment(string Name, bool IsMapped);
