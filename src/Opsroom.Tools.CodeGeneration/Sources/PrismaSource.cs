using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>Reads a Prisma schema as types: what a query answers, so relations are there only where they are asked for.</summary>
internal sealed class PrismaSource
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrismaBlock> blocks = new(StringComparer.Ordinal);
    private readonly List<Finding> notes = [];

    public static ContractReading Read(string text, string name) => new PrismaSource().ReadAll(text, name);

    private ContractReading ReadAll(string text, string name)
    {
        var (all, faults) = PrismaText.Read(text);
        notes.AddRange(faults);
        var scope = new NameScope(StringComparer.OrdinalIgnoreCase);
        var typed = all.Where(block => block.Kind is "model" or "type" or "view" or "enum" && !block.Attributes.Exists(attribute => attribute.Name == "@@ignore")).ToList();
        foreach (var block in typed)
        {
            if (!blocks.TryAdd(block.Name, block))
            {
                notes.Add(new("duplicate-type", Severity.Error, $"{block.Name} is defined twice, first on line {blocks[block.Name].Line}; remove one.", Line: block.Line, Column: 1));
                continue;
            }

            names[block.Name] = scope.Take(Words.Pascal(block.Name, "Type"));
        }

        if (blocks.Count > TypeTable.MaxTypes)
        {
            notes.Add(new("too-many-types", Severity.Error, $"The schema has more than {TypeTable.MaxTypes:N0} types; split it.", Line: 1, Column: 1));
        }

        if (notes.Exists(note => note.Severity == Severity.Error))
        {
            return new(null, [.. notes]);
        }

        ImmutableArray<NamedType> types = [.. blocks.Values.Select(Make)];
        return new(notes.Exists(note => note.Severity == Severity.Error) ? null : new Contract(name, "1.0.0") { Types = types }, [.. notes]);
    }

    private NamedType Make(PrismaBlock block)
    {
        var name = names[block.Name];
        var table = block.Attributes.Find(attribute => attribute.Name == "@@map")?.Text;
        var doc = Told(block.Doc, table is null ? null : $"Stored in \"{table}\".");
        if (block.Kind == "enum")
        {
            return new EnumType(name, Primitive.Text, [.. block.Fields.Select(field => new EnumValue(field.Name, field.Name, Told(field.Doc, Stored(field))))]) { Doc = doc };
        }

        return new ObjectType(name, [.. block.Fields.Where(field => field.Find("@ignore") is null).DistinctBy(field => field.Name, StringComparer.Ordinal).Select(PropertyOf)]) { Doc = doc };
    }

    private Property PropertyOf(PrismaField field)
    {
        var isRelation = blocks.TryGetValue(field.Type, out var target) && target.Kind is "model" or "view";
        var type = field.IsList ? new ListRef(TypeOf(field)) : TypeOf(field) with { IsNullable = field.IsOptional };
        return new(field.Name, type, !isRelation && !field.IsOptional)
        {
            Doc = Told(field.Doc, field.Find("@id") is null ? null : "The key.", Stored(field), isRelation ? "A relation: there where it is asked for." : null, Started(field)),
            Default = isRelation || !field.IsOptional ? null : field.Find("@default")?.Literal,
        };
    }

    private TypeRef TypeOf(PrismaField field)
    {
        if (names.TryGetValue(field.Type, out var known))
        {
            return new NamedRef(known);
        }

        var native = field.Attributes.Find(attribute => attribute.Name.StartsWith("@db.", StringComparison.Ordinal))?.Name[4..];
        Primitive? kind = (field.Type, native) switch
        {
            ("String", "Uuid" or "UniqueIdentifier") => Primitive.Uuid,
            ("String", "Date") => Primitive.Date,
            ("String", _) => Primitive.Text,
            ("Boolean", _) => Primitive.Boolean,
            ("Int", "SmallInt" or "TinyInt" or "UnsignedTinyInt") => Primitive.Int32,
            ("Int", _) => Primitive.Int32,
            ("BigInt", _) => Primitive.Int64,
            ("Float", "Real" or "Float") => Primitive.Float,
            ("Float", _) => Primitive.Double,
            ("Decimal", _) => Primitive.Decimal,
            ("DateTime", "Date") => Primitive.Date,
            ("DateTime", "Time" or "Timetz") => Primitive.Text,
            ("DateTime", _) => Primitive.DateTime,
            ("Json", _) => Primitive.Any,
            ("Bytes", _) => Primitive.Bytes,
            ("Unsupported", _) => Primitive.Any,
            _ => null,
        };
        if (field.Type == "Unsupported")
        {
            notes.Add(new("type-unsupported", Severity.Warning, $"Prisma has no type for {field.Name}; any JSON value is taken in its place.", Line: field.Line, Column: field.Column));
        }
        else if (kind is null)
        {
            notes.Add(new("unknown-type", Severity.Error, $"The type {OutsideText.OneLine(field.Type, 80)} of {OutsideText.OneLine(field.Name, 80)} is none of Prisma's and is not defined in this schema.", Line: field.Line, Column: field.Column));
        }

        return new PrimitiveRef(kind ?? Primitive.Any);
    }

    private static string? Stored(PrismaField field) => field.Find("@map")?.Text is { } column ? $"Stored as \"{column}\"." : null;

    private static string? Started(PrismaField field) => field.Find("@default")?.Arguments is { Length: > 0 } start ? $"Where it is not given: {start}." : null;

    private static string? Told(params IEnumerable<string?> parts) => string.Join('\n', parts.OfType<string>()) is { Length: > 0 } told ? told : null;
}
