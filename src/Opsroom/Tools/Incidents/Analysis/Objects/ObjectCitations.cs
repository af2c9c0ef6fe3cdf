using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>What of an object to quote: the fields in which a cluster says why something is not as it should be, and what was asked for.</summary>
internal static class ObjectCitations
{
    private const int Longest = 400;

    /// <summary>The most telling first; at least the object's name.</summary>
    public static IReadOnlyList<Citation> Of(RecordedObject each, string? path = null)
    {
        var found = new List<Citation>();
        var (body, place) = (each.Object.Body, each.Place);
        foreach (var list in (string[])["containerStatuses", "initContainerStatuses"])
        {
            var index = -1;
            foreach (var container in each.Object.Status.ItemsAt(list))
            {
                index++;
                var at = place.At("status", list).Item(index);
                Add(found, container, at, "state", "waiting", "message");
                Add(found, container, at, "state", "waiting", "reason");
                Add(found, container, at, "lastState", "terminated", "reason");
                Add(found, container, at, "state", "terminated", "reason");
                Add(found, container, at, "lastState", "terminated", "message");
                Add(found, container, at, "state", "terminated", "message");
            }
        }

        var conditions = -1;
        foreach (var condition in each.Object.Status.ItemsAt("conditions"))
        {
            conditions++;
            if (IsBad(each.Object.Kind, condition))
            {
                Add(found, condition, place.At("status", "conditions").Item(conditions), condition.TextAt("message") is null ? "reason" : "message");
            }
        }

        if (path is not null)
        {
            AddPath(found, body, place, path);
        }

        Add(found, body, place, "message");
        Add(found, body, place, "status", "message");
        Limits(found, each);
        Add(found, body, place, "metadata", "name");
        return found;
    }

    private static bool IsBad(string kind, YamlNode condition) =>
        condition.TextAt("type") is { } type && (kind == "Node" && type != "Ready" ? condition.TextAt("status") == "True"
            : type is "Failed" or "ReplicaFailure" or "Stalled" ? condition.TextAt("status") == "True" : condition.TextAt("status") is "False" or "Unknown");

    private static void Limits(List<Citation> found, RecordedObject each)
    {
        var spec = each.Object.Kind == "Pod" ? (string[])["spec"] : ["spec", "template", "spec"];
        var index = -1;
        foreach (var container in each.Object.Body.ItemsAt([.. spec, "containers"]))
        {
            index++;
            var at = each.Place.At([.. spec, "containers"]).Item(index);
            Add(found, container, at, "resources", "limits", "memory");
            Add(found, container, at, "image");
        }
    }

    private static void AddPath(List<Citation> found, YamlNode body, Place place, string path)
    {
        var (node, at) = (body, place);
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var key = bracket < 0 ? part : part[..bracket];
            if (node.At(key) is not { } next)
            {
                return;
            }

            (node, at) = (next, at.At(key));
            if (bracket >= 0 && node is YamlList list && int.TryParse(part[(bracket + 1)..^1], System.Globalization.CultureInfo.InvariantCulture, out var index) && index < list.Items.Count)
            {
                (node, at) = (list.Items[index], at.Item(index));
            }
        }

        if (node is YamlScalar { Text: { Length: > 0 } text })
        {
            found.Add(new(at, Cut(text)));
        }
    }

    private static void Add(List<Citation> found, YamlNode node, Place place, params string[] path)
    {
        if (node.TextAt(path) is { Length: > 0 } text)
        {
            found.Add(new(place.At(path), Cut(text)));
        }
    }

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];
}
