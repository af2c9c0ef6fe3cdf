namespace Opsroom.Tools.Changes;

/// <summary>What a call acts on, as the operator's configuration knows it. Its environment is looked up by this, never taken from arguments.</summary>
/// <param name="System">The kind of system: <c>harness</c>, <c>kubernetes</c>, …</param>
/// <param name="Name">Which one: a cluster, a connection, <c>account/org/project</c>.</param>
/// <param name="Namespace">A part of it that may have an environment of its own.</param>
/// <param name="StatedEnvironment">The environment that the arguments claim; it may contradict the configured one and never replaces it.</param>
public sealed record ChangeTarget(string System, string Name, string? Namespace = null, string? StatedEnvironment = null)
{
    /// <summary>The target as one name, for messages and digests.</summary>
    public string Identity => Namespace is null ? $"{System}:{Name}" : $"{System}:{Name}/{Namespace}";
}
