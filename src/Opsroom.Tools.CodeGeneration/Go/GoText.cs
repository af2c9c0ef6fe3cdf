using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <summary>Types, literals and comments as Go and gofmt write them. Aliases are written out.</summary>
internal sealed partial class GoText(ClientPlan plan)
{
    private const string TagLetters = "!#$%&()*+-./:;<=>?@[]^_{|}~ ";

    /// <summary>The type of a value; a pointer where null is among its values and Go has no null of its own for it.</summary>
    public string TypeOf(TypeRef type)
    {
        type = plan.Contract.Resolve(type);
        var text = type switch
        {
            ListRef list => "[]" + TypeOf(list.Items),
            MapRef map => "map[string]" + TypeOf(map.Values),
            NamedRef named => plan.Types[named.Name],
            PrimitiveRef primitive => primitive.Kind switch
            {
                Primitive.Any => "any",
                Primitive.Boolean => "bool",
                Primitive.Int32 => "int32",
                Primitive.Int64 => "int64",
                Primitive.Float => "float32",
                Primitive.Double => "float64",
                Primitive.Decimal => "json.Number",
                Primitive.Date => "Date",
                Primitive.DateTime => "time.Time",
                Primitive.Bytes or Primitive.Binary => "[]byte",
                _ => "string",
            },
            _ => "any",
        };
        return type.IsNullable ? Optional(text) : text;
    }

    /// <summary>A type that also has nothing among its values.</summary>
    public static string Optional(string type) => HasNil(type) ? type : "*" + type;

    public static bool HasNil(string type) => type == "any" || type[0] is '*' or '[' || type.StartsWith("map[", StringComparison.Ordinal);

    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                literal.Append(letter).Append(text[++i]);
                continue;
            }

            literal.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\uFEFF' or '\u2028' or '\u2029' =>
                    $"\\u{(char.IsSurrogate(letter) ? 0xFFFD : letter).ToString("x4", CultureInfo.InvariantCulture)}",
                _ => letter.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }

    public static string Texts(IEnumerable<string> texts) => string.Join(", ", texts.Select(Literal));

    /// <summary>Whether a field tag can carry a name of JSON.</summary>
    public static bool IsTag(string wireName) =>
        wireName.Length > 0 && wireName.All(letter => char.IsLetterOrDigit(letter) || TagLetters.Contains(letter, StringComparison.Ordinal));

    /// <summary>One paragraph as gofmt leaves it: nothing in it is read as a list, a heading or a link.</summary>
    public static IEnumerable<string> Doc(params IEnumerable<string?> texts) =>
        DocText.Lines(texts).Select(line => Marker().Replace(line.Trim(), "").Replace("``", "\"", StringComparison.Ordinal).Replace("''", "\"", StringComparison.Ordinal).Trim())
            .Where(line => line.Length > 0).Select(line => "// " + (line[0] == '[' ? "· " + line : line));

    /// <summary>A comment that says that something is deprecated, in a paragraph of its own.</summary>
    public static IEnumerable<string> Deprecated(bool isDeprecated) => isDeprecated ? ["//", "// Deprecated: the API says so."] : [];

    /// <summary>Lines of several cells in columns as wide as they need.</summary>
    public static IEnumerable<string> Aligned(IReadOnlyList<ImmutableArray<string>> rows)
    {
        var widths = rows.Count == 0 ? [] : Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join(' ', row.Select((cell, i) => i == row.Length - 1 ? cell : cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>The name of a package: letters of the product's name.</summary>
    public static string Package(string product, string ending)
    {
        var letters = string.Concat(Words.Of(product).SelectMany(word => word).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant().TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return (letters.Length == 0 ? "api" : letters) + ending;
    }

    /// <summary>A file: its package, the imports that the body needs, and the body.</summary>
    public static string File(string package, string body, params IEnumerable<(string Prefix, string Path)> imports)
    {
        string[] needed = [.. imports.Where(import => Regex.IsMatch(body, $@"(?<![\w.""]){Regex.Escape(import.Prefix)}\.", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))).Select(import => import.Path).Order(StringComparer.Ordinal)];
        var head = needed switch
        {
            [] => "",
            [var only] => $"import {Literal(only)}\n\n",
            _ => $"import (\n{string.Concat(needed.Select(path => $"\t{Literal(path)}\n"))})\n\n",
        };
        return $"// Code generated from the contract. DO NOT EDIT.\n\npackage {package}\n\n{head}{body.Trim('\n')}\n";
    }

    [GeneratedRegex(@"^([-*+•#>]+|\d+[.)])\s+|^#+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Marker();
}
