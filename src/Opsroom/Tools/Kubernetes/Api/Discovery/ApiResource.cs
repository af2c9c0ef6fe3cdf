using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Api.Discovery;

/// <summary>A kind of object as a server serves it in one version.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Plural">As it stands in paths and in roles: <c>deployments</c>.</param>
internal sealed record ApiResource(
    string Group, string Version, string Kind, string Plural, string Singular, ImmutableArray<string> ShortNames, bool IsNamespaced, ImmutableArray<string> Verbs)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public bool IsSecret => Group.Length == 0 && Kind == "Secret";

    /// <summary>The path of all objects, or of those in a namespace.</summary>
    public string PathOf(string? @namespace) =>
        $"{(Group.Length == 0 ? "api" : "apis")}/{ApiVersion}/{(IsNamespaced && @namespace is not null ? $"namespaces/{Uri.EscapeDataString(@namespace)}/" : "")}{Plural}";

    public string PathOf(string? @namespace, string name, string? subresource = null) =>
        $"{PathOf(@namespace)}/{Uri.EscapeDataString(name)}{(subresource is null ? "" : $"/{subresource}")}";

    /// <summary>As findings name an object: <c>Kind/namespace/name</c>.</summary>
    public string Id(string? @namespace, string name) => IsNamespaced && !string.IsNullOrEmpty(@namespace) ? $"{Kind}/{@namespace}/{name}" : $"{Kind}/{name}";
}
