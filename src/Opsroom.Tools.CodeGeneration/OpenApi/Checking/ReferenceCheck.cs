using Opsroom.Tools.Yaml;
using static Opsroom.Tools.CodeGeneration.OpenApi.Checking.SpecReport;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Follows every reference of a document: where it leads, whether it comes back, and what nobody refers to.</summary>
internal sealed class ReferenceCheck(SpecDocument document, SpecReport report)
{
    private static readonly string[] Literal = ["example", "examples", "default", "enum", "const", "x-"];

    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public void Run()
    {
        Visit(document.Root);
        foreach (var entry in SchemaLoops.Of(document))
        {
            report.Add("reference-loop", SchemaLoops.Message(entry), entry.Key, entry.Key.Value);
        }

        foreach (var (section, swagger) in new[] { ("schemas", "definitions"), ("responses", "responses"), ("parameters", "parameters"), ("requestBodies", "requestBodies"), ("headers", "headers"), ("examples", "examples") })
        {
            var pointer = document.SectionPointer(section, swagger);
            foreach (var entry in document.Section(section, swagger)?.Entries ?? [])
            {
                if (section != "schemas" && document.References.Resolve(entry.Value).Fault == ReferenceFault.Loop)
                {
                    report.Add("reference-loop", $"What {Quoted(entry.Key.Value)} refers to leads back to it, and never to anything else.", entry.Key, entry.Key.Value);
                }

                if (!used.Contains($"{pointer}/{entry.Key.Value}"))
                {
                    report.Add("component-unused", $"Nothing refers to {Quoted(entry.Key.Value)}; remove it, or use it.", entry.Key, $"{pointer}/{entry.Key.Value}");
                }
            }
        }
    }

    private void Visit(YamlNode node)
    {
        var left = new Stack<(YamlNode Node, bool IsNames)>([(node, false)]);
        var seen = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance);
        while (left.TryPop(out var next))
        {
            if (!seen.Add(next.Node))
            {
                continue;
            }

            if (next.Node is YamlList list)
            {
                list.Items.ForEach(item => left.Push((item, false)));
            }
            else if (next.Node is YamlMap map)
            {
                if (!next.IsNames && References.Of(map) is { } reference)
                {
                    Check(map, reference);
                }

                foreach (var entry in map.Entries)
                {
                    // what stands below these are values, or names that people chose
                    if (next.IsNames || !Array.Exists(Literal, word => entry.Key.Value == word || (word == "x-" && entry.Key.Value.StartsWith(word, StringComparison.Ordinal))))
                    {
                        left.Push((entry.Value, !next.IsNames && entry.Key.Value is "properties" or "patternProperties" or "definitions" or "$defs" or "schemas" or "mapping"));
                    }
                }

                foreach (var mapped in (map["discriminator"] as YamlMap)?.Entries("mapping") ?? [])
                {
                    used.Add(mapped.Value.Text ?? "");
                    used.Add($"{document.SectionPointer("schemas", "definitions")}/{mapped.Value.Text}");
                }
            }
        }
    }

    private void Check(YamlMap map, string reference)
    {
        used.Add(Uri.UnescapeDataString(reference));
        var at = map["$ref"];
        switch (document.References.Follow(reference).Fault)
        {
            case ReferenceFault.Outside:
                report.Add("remote-reference", $"The reference {Quoted(reference)} leads out of the document; nothing is fetched or opened. Bundle the description into one file.", at, reference);
                break;
            case ReferenceFault.Missing:
                report.Add("unresolved-reference", $"The reference {Quoted(reference)} leads to nothing in the document.", at, reference);
                break;
        }

        if (document.Version != SpecVersion.OpenApi31 && map.Entries.Count > 1 && map.Entries.Exists(entry => entry.Key.Value != "$ref" && !entry.Key.Value.StartsWith("x-", StringComparison.Ordinal)))
        {
            report.Add("reference-siblings", "What stands beside $ref is ignored in this version; put the $ref into allOf to keep it.", at, reference);
        }
    }
}
