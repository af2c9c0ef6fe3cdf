namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>What the path of a request to an API server names.</summary>
/// <param name="Version">Group and version.</param>
/// <param name="Resource">The kind's name in paths; empty for the version itself.</param>
internal sealed record FakeAddress(string Version, string? Namespace, string Resource, string? Name, string? Part)
{
    /// <summary>Null where the path is not one of objects.</summary>
    public static FakeAddress? Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, .. var rest] => Of(version, rest),
            ["apis", var group, var version, .. var rest] => Of($"{group}/{version}", rest),
            _ => null,
        };
    }

    private static FakeAddress? Of(string version, string[] rest) => rest switch
    {
        [] => new(version, null, "", null, null),
        ["namespaces", var name] => new(version, null, "namespaces", name, null),
        ["namespaces", var name, "status"] => new(version, null, "namespaces", name, "status"),
        ["namespaces", var scope, var resource] => new(version, scope, resource, null, null),
        ["namespaces", var scope, var resource, var name] => new(version, scope, resource, name, null),
        ["namespaces", var scope, var resource, var name, var part] => new(version, scope, resource, name, part),
        [var resource] => new(version, null, resource, null, null),
        [var resource, var name] => new(version, null, resource, name, null),
        [var resource, var name, var part] => new(version, null, resource, name, part),
        _ => null,
    };
}
