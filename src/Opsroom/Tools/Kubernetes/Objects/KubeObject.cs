using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>Who an object belongs to.</summary>
internal sealed record Owner(string Kind, string Name, string? Uid, bool IsController);

/// <summary>
/// One object of any kind and version, live or written by hand, of which anything may be missing. It is read as it stands, not through types, because clusters
/// serve versions that no one library knows together.
/// </summary>
/// <param name="body">The whole object; with places where it was read from text.</param>
internal sealed class KubeObject(YamlMap body)
{
    public YamlMap Body { get; } = body;

    public string ApiVersion { get; } = body.TextAt("apiVersion") ?? "";

    /// <summary>The API group; empty for the core one.</summary>
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    public string Kind { get; } = body.TextAt("kind") ?? "";

    public string Name { get; } = body.TextAt("metadata", "name") ?? body.TextAt("metadata", "generateName") ?? "";

    /// <summary>Empty for what has none: a cluster's own objects, and manifests that leave it to who applies them.</summary>
    public string Namespace { get; } = body.TextAt("metadata", "namespace") ?? "";

    public string? Uid { get; } = body.TextAt("metadata", "uid");

    public YamlMap? Spec => Body.MapAt("spec");

    public YamlMap? Status => Body.MapAt("status");

    public IReadOnlyDictionary<string, string> Labels { get; } = body.WordsAt("metadata", "labels");

    public IReadOnlyDictionary<string, string> Annotations => Body.WordsAt("metadata", "annotations");

    public DateTimeOffset? CreatedAt => Body.TimeAt("metadata", "creationTimestamp");

    public DateTimeOffset? DeletedAt => Body.TimeAt("metadata", "deletionTimestamp");

    public IReadOnlyList<Owner> Owners { get; } =
    [
        .. body.MapsAt("metadata", "ownerReferences").Select(each =>
            new Owner(each.TextAt("kind") ?? "", each.TextAt("name") ?? "", each.TextAt("uid"), each.FlagAt("controller") is true)),
    ];

    /// <summary>As findings name it: <c>Kind/namespace/name</c>, or <c>Kind/name</c> without a namespace.</summary>
    public string Id => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";

    /// <summary>The condition of a type, or null where it is not reported.</summary>
    public YamlMap? Condition(string type) => Status.MapsAt("conditions").FirstOrDefault(each => each.TextAt("type") == type);

    public override string ToString() => Id;

    /// <summary>Whether its controller has seen it as it is now described.</summary>
    public bool IsObserved => (Status.NumberAt("observedGeneration") ?? 0) >= (Body.NumberAt("metadata", "generation") ?? 0);

    /// <summary>Whether another object controls it.</summary>
    public bool IsControlledBy(KubeObject owner) => Owners.Any(of => of.IsController && of.Uid is not null && of.Uid == owner.Uid);
}
