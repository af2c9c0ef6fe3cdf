using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>Turns what a server lists into objects.</summary>
internal static class ObjectReader
{
    /// <summary>
    /// An item of a list: with the kind and version that lists leave out, without the record of who manages which field, which is the larger half of it. Of secrets
    /// only the keys are kept: what was not read cannot get anywhere.
    /// </summary>
    public static KubeObject OfItem(YamlMap item, ApiResource resource)
    {
        var body = new YamlMap().Add("apiVersion", resource.ApiVersion).Add("kind", resource.Kind);
        foreach (var entry in item.Entries)
        {
            if (entry is { Key.Value: "metadata", Value: YamlMap metadata })
            {
                metadata.Entries.RemoveAll(each => each.Key.Value == "managedFields");
            }

            if (entry.Key.Value is not ("apiVersion" or "kind"))
            {
                body.Entries.Add(entry);
            }
        }

        return resource.IsSecret ? SecretMask.WithoutValues(new KubeObject(body)) : new KubeObject(body);
    }
}
