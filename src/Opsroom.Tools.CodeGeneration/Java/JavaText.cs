using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Java;

/// <summary>Types, readers and literals as Java writes them. Aliases are written out.</summary>
internal sealed class JavaText(ClientPlan plan)
{
    /// <summary>Classes of the library by their packages; what a file names of them is imported.</summary>
    private static readonly FrozenDictionary<string, string> Library = (
        "java.math.BigDecimal java.time.LocalDate java.time.OffsetDateTime java.util.LinkedHashMap java.util.List java.util.Map java.util.Objects java.util.Set java.util.UUID")
        .Split(' ').ToFrozenDictionary(name => name[(name.LastIndexOf('.') + 1)..], StringComparer.Ordinal);

    /// <summary>The type of a value; boxed where it may be null or is an item.</summary>
    public string TypeOf(TypeRef type, bool isBoxed = true)
    {
        type = plan.Contract.Resolve(type);
        isBoxed |= type.IsNullable;
        return type switch
        {
            ListRef list => $"List<{TypeOf(list.Items)}>",
            MapRef map => $"Map<String, {TypeOf(map.Values)}>",
            NamedRef named => plan.Types[named.Name],
            PrimitiveRef primitive => primitive.Kind switch
            {
                Primitive.Any => "Object",
                Primitive.Boolean => isBoxed ? "Boolean" : "boolean",
                Primitive.Int32 => isBoxed ? "Integer" : "int",
                Primitive.Int64 => isBoxed ? "Long" : "long",
                Primitive.Float => isBoxed ? "Float" : "float",
                Primitive.Double => isBoxed ? "Double" : "double",
                Primitive.Decimal => "BigDecimal",
                Primitive.Date => "LocalDate",
                Primitive.DateTime => "OffsetDateTime",
                Primitive.Uuid => "UUID",
                Primitive.Bytes or Primitive.Binary => "byte[]",
                _ => "String",
            },
            _ => "Object",
        };
    }

    /// <summary>A function that reads a value out of JSON.</summary>
    public string ReaderOf(TypeRef type, int depth = 1)
    {
        type = plan.Contract.Resolve(type);
        return type switch
        {
            ListRef list => $"json{depth} -> Json.list(json{depth}, {ReaderOf(list.Items, depth + 1)})",
            MapRef map => $"json{depth} -> Json.map(json{depth}, {ReaderOf(map.Values, depth + 1)})",
            NamedRef named => plan.Types[named.Name] + "::fromJson",
            PrimitiveRef { Kind: Primitive.Any } => $"json{depth} -> json{depth}",
            PrimitiveRef primitive => "Json::" + Method(primitive.Kind),
            _ => $"json{depth} -> json{depth}",
        };
    }

    /// <summary>An expression that reads a value.</summary>
    public string Read(TypeRef type, string from)
    {
        type = plan.Contract.Resolve(type);
        return type switch
        {
            ListRef list => $"Json.list({from}, {ReaderOf(list.Items)})",
            MapRef map => $"Json.map({from}, {ReaderOf(map.Values)})",
            NamedRef named => $"{plan.Types[named.Name]}.fromJson({from})",
            PrimitiveRef { Kind: Primitive.Any } => from,
            PrimitiveRef primitive => $"Json.{Method(primitive.Kind)}({from})",
            _ => from,
        };
    }

    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in text)
        {
            literal.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => "\\" + Convert.ToString(letter, 8).PadLeft(3, '0'),
                _ => letter.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }

    /// <summary>What a property is without being told; null where nothing can be written for it.</summary>
    public string? DefaultOf(Property property)
    {
        if (!property.IsRequired || property.Default is not { } value)
        {
            return null;
        }

        var kind = value.GetValueKind();
        return plan.Contract.Resolve(property.Type) switch
        {
            NamedRef named when plan.Contract[named] is EnumType { Kind: Primitive.Text } && kind == JsonValueKind.String => $"new {plan.Types[named.Name]}({Literal(value.GetValue<string>())})",
            PrimitiveRef { Kind: Primitive.Text } when kind == JsonValueKind.String => Literal(value.GetValue<string>()),
            PrimitiveRef { Kind: Primitive.Boolean } when kind is JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
            _ => null,
        };
    }

    public static IEnumerable<string> Doc(params IEnumerable<string?> texts) =>
        DocText.Block([.. DocText.Lines(texts).Select(line => DocText.XmlText(line).Replace("\\", "&#92;", StringComparison.Ordinal).Replace("@", "&#64;", StringComparison.Ordinal).Replace("*/", "*&#47;", StringComparison.Ordinal))]);

    public static string Texts(IEnumerable<string> texts) => string.Join(", ", texts.Select(Literal));

    /// <summary>A file: its package, what it imports, and the code, in letters that every compiler reads whatever its encoding.</summary>
    public static string File(string package, string body, params IEnumerable<string> imports)
    {
        var names = body.Split([.. body.Where(letter => !char.IsLetterOrDigit(letter) && letter != '_').Distinct()]).ToHashSet(StringComparer.Ordinal);
        var needed = Library.Where(each => names.Contains(each.Key)).Select(each => each.Value).Concat(imports).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return Escaped($"package {package};\n\n{string.Concat(needed.Select(name => $"import {name};\n"))}{(needed.Count > 0 ? "\n" : "")}{body}");
    }

    private static string Escaped(string text) =>
        Ascii.IsValid(text) ? text : string.Concat(text.Select(letter => char.IsAscii(letter) ? letter.ToString() : "\\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture)));

    private static string Method(Primitive kind) => kind switch
    {
        Primitive.Boolean => "bool",
        Primitive.Int32 => "small",
        Primitive.Int64 => "whole",
        Primitive.Float => "single",
        Primitive.Double => "number",
        Primitive.Decimal => "decimal",
        Primitive.Date => "date",
        Primitive.DateTime => "moment",
        Primitive.Uuid => "uuid",
        Primitive.Bytes or Primitive.Binary => "bytes",
        _ => "text",
    };
}
