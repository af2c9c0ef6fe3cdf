using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Finds a field by its path, as <c>spec.containers[0].image</c>.</summary>
internal static class FieldPlace
{
    /// <summary>The field, or the nearest one above it that is there.</summary>
    public static YamlNode Find(YamlNode root, string path)
    {
        var node = root;
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var next = node.At(bracket < 0 ? part : part[..bracket]);
            if (bracket >= 0 && next is YamlList list)
            {
                next = int.TryParse(part.AsSpan(bracket + 1, part.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count
                    ? list.Items[index]
                    : list;
            }

            if (next is null)
            {
                return node;
            }

            node = next;
        }

        return node;
    }
}
