using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Makes types of schemas.</summary>
internal sealed partial class SchemaReader(SpecDocument document, TypeTable table, ReadingNotes notes)
{
    private readonly References references = document.References;
    private readonly FlatObjects flats = new(document.References, notes);
    private readonly Inheritance inheritance = new(document);

    /// <summary>Reads every schema that has a name, and all that they refer to.</summary>
    public void ReadNamed()
    {
        foreach (var entry in document.Schemas?.Entries ?? [])
        {
            if (entry.Value is YamlMap schema)
            {
                table.NameOf(schema, $"{document.SectionPointer("schemas", "definitions")}/{entry.Key.Value.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");
            }
        }

        ReadOpen();
    }

    /// <summary>Reads what was referred to since.</summary>
    public void ReadOpen()
    {
        while (!table.IsFull && table.TryNext(out var next))
        {
            var type = inheritance.ChildrenOf(next.Schema) is { Count: > 0 } children ? Parent(next.Schema, next.Name, children) : Shape(next.Schema, () => next.Name, next.Name);
            if (!table.Has(next.Name))
            {
                table.Add(new AliasType(next.Name, type) { Doc = SchemaShapes.Doc(next.Schema), IsDeprecated = next.Schema.IsTrue("deprecated"), Origin = next.Origin });
            }
        }
    }

    /// <summary>The type at a place.</summary>
    /// <param name="hint">What it is called if it needs a name.</param>
    public TypeRef Read(YamlNode? node, string hint)
    {
        if (node is not YamlMap schema)
        {
            return TypeRef.Any;
        }

        if (References.Of(schema) is not { } reference)
        {
            return Shape(schema, () => table.Claim(hint), hint);
        }

        var referred = references.Follow(reference);
        if (referred.Node is not YamlMap target)
        {
            if (referred.Fault != ReferenceFault.None)
            {
                notes.Unresolved(referred, schema);
            }

            return TypeRef.Any;
        }

        var isNullable = SchemaShapes.IsNullable(schema) || (references.Map(target) is { } end && SchemaShapes.IsNullable(end));
        return new NamedRef(table.NameOf(target, reference)) { IsNullable = isNullable };
    }

    /// <summary>The type of a schema that is no reference. It takes a name only where it needs one.</summary>
    private TypeRef Shape(YamlMap schema, Func<string> name, string hint)
    {
        var isNullable = SchemaShapes.IsNullable(schema);
        if (References.Of(schema) is not null)
        {
            return Read(schema, hint);
        }

        var type = schema.Items("allOf").Any() ? Composed(schema, name, hint)
            : SchemaShapes.Alternatives(schema) is { Count: > 0 } alternatives && (schema.Has("discriminator") || !flats.IsObject(WithoutAlternatives(schema)) || !schema.Has("properties"))
                ? Alternatives(schema, alternatives, name, hint)
            : schema.Has("enum") || schema.Has("const") ? Enumerated(schema, name)
            : Typed(schema, SchemaShapes.TypesOf(schema), name, hint);
        return isNullable && !type.IsNullable ? type with { IsNullable = true } : type;
    }

    private TypeRef Typed(YamlMap schema, IReadOnlyList<string> types, Func<string> name, string hint)
    {
        switch (types)
        {
            case []:
                return TypeRef.Any;
            case [var only]:
                return Single(schema, only, name, hint);
            default:
                var members = types.Select(type => Single(schema, type, () => table.Claim($"{hint} {type}"), $"{hint} {type}")).Distinct().Select(member => new UnionMember(member, [])).ToImmutableArray();
                return members.Length == 1 ? members[0].Type : members.Any(member => member.Type is PrimitiveRef { Kind: Primitive.Any }) ? TypeRef.Any
                    : Named(new UnionType(name(), members), schema);
        }
    }

    private TypeRef Single(YamlMap schema, string type, Func<string> name, string hint)
    {
        var format = schema.Words("format");
        switch (type)
        {
            case "string":
                return new PrimitiveRef(TextOf(schema, format));
            case "integer":
                return new PrimitiveRef(format == "int32" ? Primitive.Int32 : Primitive.Int64);
            case "number":
                return new PrimitiveRef(format switch
                {
                    "float" => Primitive.Float,
                    "decimal" or "decimal128" => Primitive.Decimal,
                    "int32" => Primitive.Int32,
                    "int64" => Primitive.Int64,
                    _ => Primitive.Double,
                });
            case "boolean":
                return new PrimitiveRef(Primitive.Boolean);
            case "file":
                return new PrimitiveRef(Primitive.Binary);
            case "array":
                return new ListRef(Read(schema["items"], hint + " item"));
            case "object":
                return flats.IsObject(schema) && (schema.Has("properties") || schema.IsFalse("additionalProperties")) ? Object(schema, name())
                    : new MapRef(schema["additionalProperties"] is YamlMap values ? Read(values, hint + " value") : PatternValues(schema, hint));
            default:
                notes.Warn("unknown-type", $"The type \"{OutsideText.OneLine(type, 40)}\" is none of OpenAPI's; any JSON value is taken in its place.", schema["type"]);
                return TypeRef.Any;
        }
    }

    private TypeRef PatternValues(YamlMap schema, string hint) =>
        schema["patternProperties"] is YamlMap { Entries: [{ Value: YamlMap only }] } ? Read(only, hint + " value") : TypeRef.Any;

    private static Primitive TextOf(YamlMap schema, string? format) => format switch
    {
        "date" => Primitive.Date,
        "date-time" => Primitive.DateTime,
        "uuid" or "guid" => Primitive.Uuid,
        "byte" => Primitive.Bytes,
        "binary" => Primitive.Binary,
        _ when schema.Words("contentEncoding") is "base64" or "base64url" => Primitive.Bytes,
        _ when schema.Words("contentMediaType") == "application/octet-stream" => Primitive.Binary,
        _ => Primitive.Text,
    };

    private NamedRef Object(YamlMap schema, string name)
    {
        var flat = flats.Of(schema);
        var properties = ImmutableArray.CreateBuilder<Property>(flat.Properties.Count);
        foreach (var (wireName, node) in flat.Properties)
        {
            properties.Add(PropertyOf(wireName, node, name, flat.Required.Contains(wireName)));
        }

        return Named(new ObjectType(name, properties.ToImmutable()) { Additional = flat.Additional is YamlMap more ? Read(more, name + " value") : null }, schema);
    }

    private Property PropertyOf(string wireName, YamlNode node, string owner, bool isRequired)
    {
        var own = node as YamlMap;
        var end = references.Map(node);
        var (isReadOnly, isWriteOnly) = (own?.IsTrue("readOnly") ?? false, own?.IsTrue("writeOnly") ?? false);
        var doc = own is null ? null : SchemaShapes.Doc(own) ?? (References.Of(own) is null || end is null ? null : SchemaShapes.Doc(end));
        return new(wireName, Read(node, $"{owner} {wireName}"), isRequired && !isReadOnly && !isWriteOnly)
        {
            Doc = doc,
            IsDeprecated = own?.IsTrue("deprecated") ?? false,
            Default = (own?["default"] ?? end?["default"] ?? (isRequired ? end?["const"] : null)) is YamlScalar { Kind: not ScalarKind.Null } value ? value.ToJson() : null,
            IsReadOnly = isReadOnly,
            IsWriteOnly = isWriteOnly,
        };
    }

    private NamedRef Named(NamedType type, YamlMap schema)
    {
        table.Add(type with { Doc = SchemaShapes.Doc(schema), IsDeprecated = schema.IsTrue("deprecated") });
        return new(type.Name);
    }
}
