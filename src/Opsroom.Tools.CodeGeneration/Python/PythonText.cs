using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Python;

/// <summary>Types, decoders and literals as Python writes them. Aliases are written out.</summary>
internal sealed class PythonText(ClientPlan plan, string models)
{
    /// <summary>The annotation of a place.</summary>
    public string TypeOf(TypeRef type)
    {
        type = plan.Contract.Resolve(type);
        var text = type switch
        {
            ListRef list => $"list[{TypeOf(list.Items)}]",
            MapRef map => $"dict[str, {TypeOf(map.Values)}]",
            NamedRef named => models + plan.Types[named.Name],
            PrimitiveRef primitive => primitive.Kind switch
            {
                Primitive.Any => "Any",
                Primitive.Boolean => "bool",
                Primitive.Int32 or Primitive.Int64 => "int",
                Primitive.Float or Primitive.Double => "float",
                Primitive.Decimal => "decimal.Decimal",
                Primitive.Date => "datetime.date",
                Primitive.DateTime => "datetime.datetime",
                Primitive.Uuid => "uuid.UUID",
                Primitive.Bytes or Primitive.Binary => "bytes",
                _ => "str",
            },
            _ => "Any",
        };
        return type.IsNullable ? Optional(text) : text;
    }

    public static string Optional(string type) => type == "Any" || type.EndsWith("| None", StringComparison.Ordinal) ? type : type + " | None";

    /// <summary>The function that reads a value of a type out of JSON; null where it is as it is.</summary>
    public string? DecoderOf(TypeRef type)
    {
        type = plan.Contract.Resolve(type);
        return type switch
        {
            ListRef list => DecoderOf(list.Items) is { } items ? $"list_of({items})" : null,
            MapRef map => DecoderOf(map.Values) is { } values ? $"dict_of({values})" : null,
            NamedRef named => plan.Contract[named] switch
            {
                ObjectType => $"{models}{plan.Types[named.Name]}.from_dict",
                UnionType => models + UnionDecoder(named),
                _ => models + plan.Types[named.Name],
            },
            PrimitiveRef primitive => primitive.Kind switch
            {
                Primitive.Decimal => "to_decimal",
                Primitive.Date => "datetime.date.fromisoformat",
                Primitive.DateTime => "to_datetime",
                Primitive.Uuid => "uuid.UUID",
                Primitive.Bytes => "base64.b64decode",
                _ => null,
            },
            _ => null,
        };
    }

    public string UnionDecoder(NamedRef union) => Types.Naming.Words.Snake(plan.Types[union.Name], "value") + "_from_json";

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
                < ' ' or '\u007F' => $"\\x{(int)letter:x2}",
                '\u0085' or '\u2028' or '\u2029' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A value of JSON that is no structure.</summary>
    public static string Literal(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.String => Literal(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    public static string Texts(IEnumerable<string> texts) => string.Join(", ", texts.Select(Literal));
}
