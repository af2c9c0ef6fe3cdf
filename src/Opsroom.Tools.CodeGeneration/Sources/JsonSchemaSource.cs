using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>Reads a JSON Schema, draft 4 to 2020-12, as types.</summary>
internal static class JsonSchemaSource
{
    private static readonly string[] Sections = ["$defs", "definitions"];

    /// <param name="name">What the root is called where it has no title.</param>
    public static ContractReading Read(string text, string name)
    {
        var (root, faults) = SpecText.Read(text);
        if (root is null)
        {
            return new(null, faults);
        }

        var notes = new ReadingNotes();
        SchemaRewriting.Rewrite(root, notes);
        var document = SpecDocument.OfSchema(root);
        new SchemaIds(root, document.References).Resolve();
        var table = new TypeTable();
        var schemas = new SchemaReader(document, table, notes);
        var title = Words.Pascal(root.Words("title") ?? name, "Root");
        if (SchemaShapes.IsMeaningful(root) && !root.Has("$ref"))
        {
            table.NameOf(root, "#/" + title);
        }

        foreach (var section in Sections)
        {
            foreach (var entry in root.Entries(section))
            {
                if (entry.Value is YamlMap schema)
                {
                    table.NameOf(schema, $"#/{section}/{entry.Key.Value.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
                }
            }
        }

        if (References.Of(root) is { } reference && document.References.Follow(reference) is var referred)
        {
            if (referred.Node is YamlMap target)
            {
                table.NameOf(target, reference);
            }
            else
            {
                notes.Unresolved(referred, root);
            }
        }

        schemas.ReadOpen();
        if (table.IsFull)
        {
            notes.Fail("too-many-types", $"The schema has more than {TypeTable.MaxTypes:N0} types or {TypeTable.MaxProperties:N0} properties; split it.", root);
        }

        var contract = notes.HasErrors ? null : new Contract(title, "1.0.0") { Doc = root.Words("description"), Types = new TypeTidying(notes, root).Tidy(table.Types) };
        return new(notes.HasErrors ? null : contract, [.. faults, .. notes.All]);
    }
}
