using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>allOf, oneOf, anyOf, enum and discriminators.</summary>
internal sealed partial class SchemaReader
{
    /// <summary>allOf: one part is the part itself, objects are merged, of anything else the first part that says a type counts.</summary>
    private TypeRef Composed(YamlMap schema, Func<string> name, string hint)
    {
        List<YamlNode> parts = [.. schema.Items("allOf").Where(SchemaShapes.IsMeaningful)];
        var hasOwn = schema.Has("properties") || SchemaShapes.Alternatives(schema).Count > 0 || schema["additionalProperties"] is YamlMap;
        if (parts is [var only] && !hasOwn && (References.Of(only) is null || !schema.Has("required")))
        {
            return References.Of(only) is null ? Shape((YamlMap)only, name, hint) : Read(only, hint);
        }

        if (hasOwn || parts.Any(flats.IsObject))
        {
            return Object(schema, name());
        }

        return parts is [var first, ..] ? Read(parts.FirstOrDefault(part => references.Map(part) is { } map && (map.Has("enum") || map.Has("type"))) ?? first, hint)
            : Typed(schema, SchemaShapes.TypesOf(schema), name, hint);
    }

    private TypeRef Alternatives(YamlMap schema, List<YamlNode> alternatives, Func<string> name, string hint)
    {
        if (alternatives.TrueForAll(member => member is YamlMap constant && constant["const"] is YamlScalar))
        {
            return Enumerated(schema, [.. alternatives.Select(member => ((YamlScalar)((YamlMap)member)["const"]!, ((YamlMap)member).Words("title"), ((YamlMap)member).Words("description")))], name);
        }

        var discriminator = schema["discriminator"] as YamlMap;
        var property = discriminator?.Words("propertyName") ?? schema.Words("discriminator");
        var members = new List<UnionMember>();
        var isNullable = false;
        for (var i = 0; i < alternatives.Count; i++)
        {
            var label = (alternatives[i] as YamlMap)?.Words("title") ?? $"option {i + 1}";
            var type = Read(alternatives[i], $"{hint} {label}");
            isNullable |= type.IsNullable;
            type = type with { IsNullable = false };
            if (!members.Exists(member => member.Type == type))
            {
                members.Add(new(type, property is null || References.Of(alternatives[i]) is not { } reference ? [] : TagsOf(discriminator, reference)));
            }
        }

        TypeRef union = members.Exists(member => member.Type is PrimitiveRef { Kind: Primitive.Any }) ? TypeRef.Any
            : members is [var only] ? only.Type
            : Named(new UnionType(name(), [.. members]) { Discriminator = property }, schema);
        return isNullable ? union with { IsNullable = true } : union;
    }

    /// <summary>A schema with a discriminator that others build on: a value of it is one of those, or the plain parent.</summary>
    private NamedRef Parent(YamlMap schema, string name, IReadOnlyList<(YamlMap Schema, string Pointer)> children)
    {
        var plain = Object(schema, table.Claim(name + " base"));
        var discriminator = schema["discriminator"] as YamlMap;
        var members = children.Select(child => new UnionMember(new NamedRef(table.NameOf(child.Schema, child.Pointer)), TagsOf(discriminator, child.Pointer)));
        return Named(
            new UnionType(name, [.. members, new UnionMember(plain, [])]) { Discriminator = discriminator?.Words("propertyName") ?? schema.Words("discriminator"), Fallback = plain }, schema);
    }

    /// <summary>The values that mean a schema: those that the mapping gives it, else its name.</summary>
    private static ImmutableArray<string> TagsOf(YamlMap? discriminator, string reference)
    {
        var name = References.LastName(reference);
        ImmutableArray<string> mapped = [.. (discriminator?.Entries("mapping") ?? []).Where(entry => entry.Value.Text == reference || entry.Value.Text == name).Select(entry => entry.Key.Value)];
        return mapped.IsEmpty ? [name] : mapped;
    }

    private TypeRef Enumerated(YamlMap schema, Func<string> name)
    {
        var labels = schema.Items("x-enum-varnames").Concat(schema.Items("x-enumNames")).Select(label => label.Text).ToList();
        var docs = schema.Items("x-enum-descriptions").Select(doc => doc.Text).ToList();
        var values = schema["enum"] is YamlList list ? list.Items : schema["const"] is { } constant ? [constant] : [];
        if (values.Exists(value => value is not YamlScalar))
        {
            notes.Warn("enum-of-structures", "An enum of lists or objects is no type in most languages; any JSON value is taken in its place.", schema);
            return TypeRef.Any;
        }

        var given = values.Cast<YamlScalar>().Select((value, i) => (value, labels.ElementAtOrDefault(i), docs.ElementAtOrDefault(i)));
        return Enumerated(schema, [.. given.Where(value => value.value.Kind != ScalarKind.Null)], name);
    }

    private TypeRef Enumerated(YamlMap schema, List<(YamlScalar Value, string? Label, string? Doc)> values, Func<string> name)
    {
        var isText = schema.Texts("type").Contains("string", StringComparer.Ordinal);
        var kind = values.TrueForAll(value => isText || value.Value.Kind == ScalarKind.Text) ? Primitive.Text
            : values.TrueForAll(value => value.Value.Kind == ScalarKind.Boolean) ? Primitive.Boolean
            : values.TrueForAll(value => value.Value.IsWhole()) ? Primitive.Int64
            : values.TrueForAll(value => value.Value.Kind == ScalarKind.Number) ? Primitive.Double
            : Primitive.Any;
        if (values.Count == 0 || kind is Primitive.Boolean or Primitive.Any)
        {
            if (kind == Primitive.Any)
            {
                notes.Warn("enum-of-many-types", "The values of this enum are of several types; any JSON value is taken in its place.", schema);
            }

            return values.Count == 0 ? Typed(schema, SchemaShapes.TypesOf(schema), name, "value") : new PrimitiveRef(kind);
        }

        return Named(
            new EnumType(name(), kind, [.. values.DistinctBy(value => value.Value.Value, StringComparer.Ordinal).Select(value => new EnumValue(
                kind == Primitive.Text ? value.Value.Value : value.Value.ToJson()!.ToJsonString(), Label(value.Label, value.Value.Value), value.Doc))]),
            schema);
    }

    private static string Label(string? label, string value) => string.IsNullOrWhiteSpace(label) ? value.Length == 0 ? "empty" : value : label;

    private static YamlMap WithoutAlternatives(YamlMap schema)
    {
        var rest = new YamlMap();
        rest.Entries.AddRange(schema.Entries.Where(entry => entry.Key.Value is not ("oneOf" or "anyOf")));
        return rest;
    }
}
