using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Finds the kinds of objects, also those that the cluster has only just been told of or is about to be.</summary>
/// <param name="coming">Objects that are applied together; custom resources may be among those that their definitions come with.</param>
internal sealed partial class ResourceLookup(Cluster cluster, IReadOnlyList<KubeObject> coming)
{
    private const string Definition = "CustomResourceDefinition";

    public async Task<ToolResult<ApiResource>> FindAsync(string kind, string apiVersion, CancellationToken cancellationToken)
    {
        var served = await cluster.ResolveAsync(kind, apiVersion, cancellationToken);
        if (served.Value is not null || served.Failure!.Code != FaultCodes.InvalidArgument)
        {
            return served;
        }

        // what the server says it serves is remembered for a while; its definitions are looked at as they are
        var defined = await cluster.ListAsync("customresourcedefinitions", new ListQuery(), cancellationToken);
        return coming.Where(each => each.Kind == Definition).Concat(defined.Value?.Items ?? [])
            .Select(each => ResourceOf(each, kind, apiVersion)).FirstOrDefault(each => each is not null) is { } resource ? resource : served.Failure;
    }

    /// <summary>Whether the definition of a kind, or the namespace of an object, comes with what is applied.</summary>
    public bool Comes(ApiResource resource, string? @namespace) =>
        coming.Any(each => (each.Kind == Definition && ResourceOf(each, resource.Kind, resource.ApiVersion) is not null)
            || (each is { Kind: "Namespace", Group: "" } && each.Name == @namespace));

    private static ApiResource? ResourceOf(KubeObject definition, string kind, string apiVersion)
    {
        var (spec, slash) = (definition.Spec, apiVersion.IndexOf('/', StringComparison.Ordinal));
        if (slash < 0 || spec.TextAt("group") != apiVersion[..slash] || spec.TextAt("names", "kind") != kind || spec.TextAt("names", "plural") is not { Length: > 0 } plural)
        {
            return null;
        }

        var version = apiVersion[(slash + 1)..];
        // they become parts of paths, and a manifest may say anything
        if (!PathPart().IsMatch(apiVersion[..slash]) || !PathPart().IsMatch(version) || !PathPart().IsMatch(plural))
        {
            return null;
        }

        var isServed = spec.TextAt("version") == version || spec.MapsAt("versions").Any(each => each.TextAt("name") == version && each.FlagAt("served") is not false);
        return isServed
            ? new ApiResource(apiVersion[..slash], version, kind, plural, spec.TextAt("names", "singular") ?? kind.ToLowerInvariant(), [], spec.TextAt("scope") == "Namespaced", [])
            : null;
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PathPart();
}
