using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>What of an object to quote: the fields in which a cluster says why something is not as it should be, and what was asked for.</summary>
internal sealed class ObjectCitations
{
    private const int Longest = 400;
    private const int MostScalars = 5;

    private readonly RecordedObject each;
    private readonly bool isPrinted;
    private readonly List<Citation> found = [];

    private ObjectCitations(RecordedObject each) => (this.each, isPrinted) = (each, each.Place.Location.StartsWith("line ", StringComparison.Ordinal));

    /// <summary>The most telling first; at least the object's name.</summary>
    public static IReadOnlyList<Citation> Of(RecordedObject each, string? path = null)
    {
        var citations = new ObjectCitations(each);
        citations.Containers();
        citations.Conditions();
        if (path is not null)
        {
            citations.AddPath(path);
        }

        var (body, place) = (each.Object.Body, each.Place);
        citations.Add(body, place, "message");
        citations.Add(body, place, "note");
        citations.Add(body, place, "status", "message");
        citations.Limits();
        citations.AddPath("spec.nodeSelector");
        citations.Add(body, place, "metadata", "name");
        return citations.found.Count > 0 ? citations.found : [new(each.Place, each.Object.Name)];
    }

    /// <summary>Of an object that sets rules for others: its name and what its spec says, the first of it.</summary>
    public static IReadOnlyList<Citation> OfRule(RecordedObject each)
    {
        var citations = new ObjectCitations(each);
        citations.Add(each.Object.Body, each.Place, "metadata", "name");
        if (each.Object.Body.At("spec") is { } spec)
        {
            citations.Scalars(spec, each.Place.At("spec"), MostScalars);
        }
        return citations.found;
    }

    private void Scalars(YamlNode node, Place place, int most)
    {
        if (found.Count >= most)
        {
            return;
        }

        if (node is YamlScalar { Value.Length: > 0 } text)
        {
            Take(text, place);
        }

        foreach (var (value, at) in node is YamlMap map ? map.Entries.Select(entry => (entry.Value, place.At(entry.Key.Value))) : node is YamlList list ? list.Items.Select((item, index) => (item, place.Item(index))) : [])
        {
            Scalars(value, at, most);
        }
    }

    private void Containers()
    {
        foreach (var list in (string[])["containerStatuses", "initContainerStatuses"])
        {
            var index = -1;
            foreach (var container in each.Object.Status.ItemsAt(list))
            {
                index++;
                var at = each.Place.At("status", list).Item(index);
                Add(container, at, "state", "waiting", "message");
                Add(container, at, "state", "waiting", "reason");
                Add(container, at, "lastState", "terminated", "reason");
                Add(container, at, "state", "terminated", "reason");
                Add(container, at, "lastState", "terminated", "message");
                Add(container, at, "state", "terminated", "message");
            }
        }
    }

    private void Conditions()
    {
        var index = -1;
        foreach (var condition in each.Object.Status.ItemsAt("conditions"))
        {
            index++;
            if (IsBad(each.Object.Kind, condition))
            {
                Add(condition, each.Place.At("status", "conditions").Item(index), condition.TextAt("message") is null ? "reason" : "message");
            }
        }
    }

    private static bool IsBad(string kind, YamlNode condition) =>
        condition.TextAt("type") is { } type && (kind == "Node" && type != "Ready" ? condition.TextAt("status") == "True"
            : type is "Failed" or "ReplicaFailure" or "Stalled" ? condition.TextAt("status") == "True" : condition.TextAt("status") is "False" or "Unknown");

    private void Limits()
    {
        var spec = each.Object.Kind == "Pod" ? (string[])["spec"] : ["spec", "template", "spec"];
        var index = -1;
        foreach (var container in each.Object.Body.ItemsAt([.. spec, "containers"]))
        {
            index++;
            var at = each.Place.At([.. spec, "containers"]).Item(index);
            Add(container, at, "resources", "limits", "memory");
            Add(container, at, "image");
        }
    }

    private void AddPath(string path)
    {
        YamlNode node = each.Object.Body;
        var at = each.Place;
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var key = bracket < 0 ? part : part[..bracket];
            if (node.At(key) is not { } next)
            {
                return;
            }

            (node, at) = (next, at.At(key));
            if (bracket >= 0 && node is YamlList list && int.TryParse(part[(bracket + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count)
            {
                (node, at) = (list.Items[index], at.Item(index));
            }
        }

        foreach (var (text, where) in node is YamlMap map ? map.Entries.Take(4).Select(entry => (entry.Value as YamlScalar, at.At(entry.Key.Value))) : [(node as YamlScalar, at)])
        {
            if (text is { Value.Length: > 0 })
            {
                Take(text, where);
            }
        }
    }

    private void Add(YamlNode node, Place place, params string[] path)
    {
        if (node.At(path) is YamlScalar { Value.Length: > 0 } text)
        {
            Take(text, place.At(path));
        }
    }

    private void Take(YamlScalar text, Place place)
    {
        var where = isPrinted ? Place.Line(place.Source, text.Line) : place;
        if (!isPrinted || text.Line > 0)
        {
            found.Add(new(where, text.Value.Length <= Longest ? text.Value : text.Value[..Longest]));
        }
    }
}
