using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi;

/// <summary>Finds named schemas that are made of themselves: references and allOf lead back to them without a property or an item on the way.</summary>
internal static class SchemaLoops
{
    public static IEnumerable<YamlEntry> Of(SpecDocument document)
    {
        var whole = new HashSet<YamlMap>(ReferenceEqualityComparer.Instance);
        foreach (var entry in document.Schemas?.Entries ?? [])
        {
            if (entry.Value is YamlMap schema)
            {
                if (LeadsBack(schema, document.References, whole))
                {
                    yield return entry;
                }
                else
                {
                    whole.Add(schema);
                }
            }
        }
    }

    public static string Message(YamlEntry entry) =>
        $"The schema \"{OutsideText.OneLine(entry.Key.Value, 120)}\" is made of itself: its references lead back to it, and no value can fit.";

    private static bool LeadsBack(YamlMap schema, References references, HashSet<YamlMap> whole)
    {
        var open = new Stack<YamlMap>([schema]);
        var seen = new HashSet<YamlMap>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var next))
        {
            foreach (var part in next.Items("allOf").Prepend(next))
            {
                if (References.Of(part) is not { } reference || references.Follow(reference).Node is not YamlMap target)
                {
                    continue;
                }

                if (ReferenceEquals(target, schema))
                {
                    return true;
                }

                if (!whole.Contains(target) && seen.Add(target))
                {
                    open.Push(target);
                }
            }
        }

        return false;
    }
}
