using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Decides in which namespace an object is applied.</summary>
internal static class ObjectPlace
{
    /// <param name="asked">The namespace of objects that name none.</param>
    /// <returns>The namespace (null for what is in none), and the object with it.</returns>
    public static async Task<(string? Namespace, KubeObject? Placed, ToolFailure? Failure)> OfAsync(
        Cluster cluster, ApiResource resource, KubeObject each, string? asked, CancellationToken cancellationToken)
    {
        if (!resource.IsNamespaced)
        {
            return (null, each.Namespace.Length == 0 ? each : In(each, null), null);
        }

        if (each.Namespace.Length > 0)
        {
            return asked is null || asked == each.Namespace
                ? (each.Namespace, each, null)
                : (null, null, ToolFailure.InvalidArgument(
                    $"{OutsideText.OneLine(each.Id)} says that it is in namespace {OutsideText.OneLine(each.Namespace)}, and the call says {asked}. Nothing was applied; leave one of them out."));
        }

        if (asked is not null)
        {
            return (asked, In(each, asked), null);
        }

        var usual = await cluster.DefaultNamespaceAsync(cancellationToken);
        return usual.Value is { } context ? (context, In(each, context), null) : (null, null, usual.Failure);
    }

    private static KubeObject In(KubeObject each, string? @namespace)
    {
        var (body, metadata) = (new YamlMap { Line = each.Body.Line, Column = each.Body.Column }, new YamlMap());
        foreach (var entry in each.Body.Entries)
        {
            if (entry.Key.Value != "metadata")
            {
                body.Entries.Add(entry);
                continue;
            }

            foreach (var (key, value) in ((YamlMap)entry.Value).Entries.Where(inner => inner.Key.Value != "namespace"))
            {
                metadata.Add(key.Value, value);
                if (key.Value == "name")
                {
                    metadata.AddIfAny("namespace", @namespace);
                }
            }

            body.Add("metadata", metadata);
        }

        return new KubeObject(body);
    }
}
