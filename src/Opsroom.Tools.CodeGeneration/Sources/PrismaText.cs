using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <param name="Arguments">What stands in its brackets.</param>
internal sealed record PrismaAttribute(string Name, string Arguments)
{
    /// <summary>The text among the arguments: <c>@map("full_name")</c>, <c>@@map(name: "users")</c>.</summary>
    public string? Text => Arguments.IndexOf('"') is var from and >= 0 && Arguments.IndexOf('"', from + 1) is var to and > 0 ? Arguments[(from + 1)..to] : null;

    /// <summary>The only argument as JSON where it is a literal or a name; null for functions and lists.</summary>
    public JsonNode? Literal => Arguments switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        ['"', .. var text, '"'] => JsonValue.Create(text),
        [>= '0' and <= '9' or '-', ..] => new YamlScalar(Arguments, ScalarKind.Number).ToJson(),
        { Length: > 0 } name when name.All(letter => char.IsLetterOrDigit(letter) || letter == '_') => JsonValue.Create(name),
        _ => null,
    };
}

internal sealed record PrismaField(string Name, string Type, bool IsList, bool IsOptional, string? Doc, int Line, int Column)
{
    public List<PrismaAttribute> Attributes { get; init; } = [];

    public PrismaAttribute? Find(string name) => Attributes.Find(attribute => attribute.Name == name);
}

internal sealed record PrismaBlock(string Kind, string Name, string? Doc, int Line)
{
    public List<PrismaField> Fields { get; } = [];

    public List<PrismaAttribute> Attributes { get; } = [];
}

/// <summary>Takes a Prisma schema apart into its blocks.</summary>
internal static partial class PrismaText
{
    private const int MaxFields = 200_000;

    public static (IReadOnlyList<PrismaBlock> Blocks, ImmutableArray<Finding> Faults) Read(string text)
    {
        var blocks = new List<PrismaBlock>();
        var faults = new List<Finding>();
        var docs = new List<string>();
        PrismaBlock? open = null;
        var (number, fields) = (0, 0);
        foreach (var raw in text.TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var whole = raw.Trim().ToString();
            if (whole.StartsWith("///", StringComparison.Ordinal))
            {
                docs.Add(whole[3..].Trim());
                continue;
            }

            var line = WithoutComment(whole).TrimEnd();
            var doc = docs.Count > 0 ? string.Join('\n', docs) : null;
            if (line.Length == 0)
            {
                if (whole.Length == 0)
                {
                    docs.Clear();
                }

                continue;
            }

            docs.Clear();
            if (open is null)
            {
                if (Start().Match(line) is { Success: true } start)
                {
                    blocks.Add(open = new(start.Groups["kind"].Value, start.Groups["name"].Value, doc, number));
                    if (line.EndsWith('}'))
                    {
                        open = null;
                    }
                }
                else
                {
                    faults.Add(Fault("prisma-syntax", "A block is expected here, such as: model User {", number));
                    break;
                }
            }
            else if (line == "}")
            {
                open = null;
            }
            else if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                open.Attributes.AddRange(Attributes(line));
            }
            else if (open.Kind is not ("datasource" or "generator"))
            {
                if (Field(open, line, doc, number, raw.Length - raw.TrimStart().Length + 1) is not { } field)
                {
                    faults.Add(Fault("prisma-syntax", $"This is no {(open.Kind == "enum" ? "value of an enum" : "field: a name, a type and attributes")}: {OutsideText.OneLine(line, 80)}", number));
                    break;
                }

                open.Fields.Add(field);
                if (++fields > MaxFields)
                {
                    faults.Add(Fault("too-many-types", $"The schema has more than {MaxFields:N0} fields; split it.", number));
                    break;
                }
            }
        }

        if (open is not null && faults.Count == 0)
        {
            faults.Add(Fault("prisma-syntax", $"The block {open.Name} that begins here has no closing brace.", open.Line));
        }

        return (blocks, [.. faults]);
    }

    private static PrismaField? Field(PrismaBlock block, string line, string? doc, int number, int column)
    {
        var match = block.Kind == "enum" ? Value().Match(line) : FieldStart().Match(line);
        return match.Success
            ? new(match.Groups["name"].Value, match.Groups["type"].Value, match.Groups["list"].Success, match.Groups["optional"].Success, doc, number, column) { Attributes = [.. Attributes(line[match.Length..])] }
            : null;
    }

    private static List<PrismaAttribute> Attributes(string text)
    {
        var all = new List<PrismaAttribute>();
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at))
        {
            var end = at;
            while (end < text.Length && (text[end] is '@' or '.' or '_' || char.IsLetterOrDigit(text[end])))
            {
                end++;
            }

            var (name, arguments) = (text[at..end], "");
            if (end < text.Length && text[end] == '(')
            {
                var close = Closing(text, end);
                arguments = text[(end + 1)..close].Trim();
                end = Math.Min(close + 1, text.Length);
            }

            all.Add(new(name, arguments));
            at = end;
            if (at >= text.Length)
            {
                break;
            }
        }

        return all;
    }

    /// <summary>Where the bracket ends that opens at a place; brackets in texts do not count.</summary>
    private static int Closing(string text, int at)
    {
        var (depth, isText) = (0, false);
        for (; at < text.Length; at++)
        {
            isText ^= text[at] == '"' && text[at - 1] != '\\';
            depth += isText ? 0 : text[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return text.Length;
    }

    private static string WithoutComment(string line)
    {
        var isText = false;
        for (var i = 0; i < line.Length; i++)
        {
            isText ^= line[i] == '"' && (i == 0 || line[i - 1] != '\\');
            if (!isText && line[i] == '/' && i + 1 < line.Length && line[i + 1] == '/')
            {
                return line[..i];
            }
        }

        return line;
    }

    private static Finding Fault(string rule, string message, int line) => new(rule, Severity.Error, message, Line: line, Column: 1);

    [GeneratedRegex(@"^(?<kind>model|type|view|enum|datasource|generator)\s+(?<name>\w+)\s*\{(\s*\})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Start();

    [GeneratedRegex(@"^(?<name>\w+)\s+(?<type>\w+)(\(""[^""]*""\))?(?<list>\[\])?(?<optional>\?)?(\s|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FieldStart();

    [GeneratedRegex(@"^(?<name>\w+)(\s|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Value();
}
