using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>Who manages which fields of an object, in <c>metadata.managedFields</c> as the real one writes it.</summary>
internal static class FakeOwners
{
    private static readonly string[] Unmanaged = [".kind", ".apiVersion", ".metadata.name", ".metadata.namespace", ".metadata.uid", ".metadata.resourceVersion"];

    /// <summary>The fields that a manager would set to something else although others manage them.</summary>
    public static IReadOnlyList<(string Manager, string Field)> Conflicts(JsonObject existing, JsonObject patch, string manager)
    {
        var values = FakePatch.Leaves(existing).ToDictionary(leaf => leaf.Path, leaf => leaf.Value, StringComparer.Ordinal);
        return
        [
            .. from leaf in FakePatch.Leaves(patch)
               where values.TryGetValue(leaf.Path, out var now) && now != leaf.Value
               from entry in Entries(existing)
               let other = (string)entry!["manager"]!
               where other != manager && Holds(entry, leaf.Path)
               select (other, leaf.Path.Replace(FakePatch.Dot, '.')),
        ];
    }

    /// <summary>Gives fields to a manager; from others they are taken where an apply set them or where they were changed.</summary>
    public static void Take(JsonObject made, IReadOnlyList<(string Path, string Value)> leaves, string manager, string operation)
    {
        var paths = leaves.Select(leaf => leaf.Path).Where(IsManaged).ToHashSet(StringComparer.Ordinal);
        if (paths.Count == 0)
        {
            return;
        }

        var entries = Entries(made).Select(entry => (
            Manager: (string)entry!["manager"]!, Operation: (string)entry["operation"]!, Paths: PathsOf(entry["fieldsV1"]!.AsObject(), "").ToHashSet(StringComparer.Ordinal))).ToList();
        foreach (var entry in entries.Where(entry => entry.Manager != manager))
        {
            entry.Paths.ExceptWith(paths);
        }

        var mine = entries.FindIndex(entry => entry.Manager == manager && entry.Operation == operation);
        if (mine >= 0)
        {
            entries[mine].Paths.UnionWith(paths);
        }
        else
        {
            entries.Add((manager, operation, paths));
        }

        made["metadata"]!["managedFields"] = new JsonArray([.. entries.Where(entry => entry.Paths.Count > 0).Select(entry => (JsonNode)new JsonObject
        {
            ["manager"] = entry.Manager,
            ["operation"] = entry.Operation,
            ["apiVersion"] = (string?)made["apiVersion"],
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = ToFields(entry.Paths),
        })]);
    }

    private static bool IsManaged(string path) => !Unmanaged.Contains(path) && !path.StartsWith(".metadata.managedFields", StringComparison.Ordinal)
        && !path.StartsWith(".metadata.creationTimestamp", StringComparison.Ordinal) && !path.StartsWith(".metadata.generation", StringComparison.Ordinal);

    private static IEnumerable<JsonNode?> Entries(JsonObject made) => made["metadata"]?["managedFields"] as JsonArray ?? [];

    private static bool Holds(JsonNode entry, string path) => PathsOf(entry["fieldsV1"]!.AsObject(), "").Contains(path, StringComparer.Ordinal);

    private static JsonObject ToFields(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        foreach (var path in paths)
        {
            var at = root;
            foreach (var step in Steps(path))
            {
                at = (at[step] ??= new JsonObject()).AsObject();
            }
        }

        return root;
    }

    // .a.b[name="x"] is f:a, f:b, k:{"name":"x"}
    private static IEnumerable<string> Steps(string path)
    {
        var rest = path;
        while (rest.Length > 0)
        {
            if (rest[0] == '[')
            {
                var (equals, end) = (rest.IndexOf('=', StringComparison.Ordinal), rest.IndexOf("\"]", StringComparison.Ordinal));
                yield return $$"""k:{"{{rest[1..equals]}}":{{rest[(equals + 1)..(end + 1)]}}}""";
                rest = rest[(end + 2)..];
            }
            else
            {
                var end = rest.IndexOfAny(['.', '['], 1);
                yield return $"f:{(end < 0 ? rest[1..] : rest[1..end]).Replace(FakePatch.Dot, '.')}";
                rest = end < 0 ? "" : rest[end..];
            }
        }
    }

    private static IEnumerable<string> PathsOf(JsonObject fields, string path)
    {
        foreach (var (step, inner) in fields)
        {
            var at = path + (step.StartsWith("k:", StringComparison.Ordinal)
                ? string.Concat(JsonNode.Parse(step[2..])!.AsObject().Select(key => $"[{key.Key}=\"{key.Value}\"]"))
                : $".{step[2..].Replace('.', FakePatch.Dot)}");
            if (inner!.AsObject().Count == 0)
            {
                yield return at;
            }

            foreach (var deeper in PathsOf(inner.AsObject(), at))
            {
                yield return deeper;
            }
        }
    }
}
