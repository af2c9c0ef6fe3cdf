using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.TypeScript;

/// <summary>Types, names and literals as TypeScript writes them.</summary>
internal sealed partial class TypeScriptText(ClientPlan plan)
{
    /// <summary>The type at a place. Names of models that it uses are added to <paramref name="used"/>.</summary>
    public string TypeOf(TypeRef type, ISet<string>? used = null)
    {
        var text = type switch
        {
            ListRef list => $"{Parenthesized(TypeOf(list.Items, used))}[]",
            MapRef map => $"{{ [key: string]: {TypeOf(map.Values, used)} }}",
            NamedRef named => Use(plan.Types[named.Name], used),
            PrimitiveRef { Kind: Primitive.Any } => "unknown",
            PrimitiveRef { Kind: Primitive.Boolean } => "boolean",
            PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 or Primitive.Float or Primitive.Double or Primitive.Decimal } => "number",
            PrimitiveRef { Kind: Primitive.Binary } => "Blob",
            PrimitiveRef { Kind: Primitive.Date } => Use("IsoDate", used),
            PrimitiveRef { Kind: Primitive.DateTime } => Use("IsoDateTime", used),
            _ => "string",
        };
        return type.IsNullable && text != "unknown" ? text + " | null" : text;
    }

    /// <summary>A name where it is an identifier, else a text.</summary>
    public static string Key(string name) => Identifier().IsMatch(name) ? name : Literal(name);

    /// <summary>A text as a literal, in JSON's escapes, which are JavaScript's.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text, Json);

    public static string Parenthesized(string type) => type.Contains(" | ", StringComparison.Ordinal) || type.Contains(" & ", StringComparison.Ordinal) ? $"({type})" : type;

    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    private static string Use(string name, ISet<string>? used)
    {
        used?.Add(name);
        return name;
    }

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
