using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>Writes YAML as PyYAML does, but for the folding of long lines, and reads it.</summary>
internal sealed partial class PythonYaml(int indent, bool sortsKeys, RenderBudget budget)
{
    private const int Deepest = 60;

    private readonly StringBuilder text = new();

    public static string Write(object? value, int indent, bool sortsKeys, RenderBudget budget)
    {
        var writer = new PythonYaml(Math.Clamp(indent, 2, 9), sortsKeys, budget);
        writer.WriteBlock(value, 0, isInSequence: false);
        if (value is not (JinjaList { Items.Count: > 0 } or JinjaTuple { Items.Count: > 0 } or JinjaDict { Count: > 0 }))
        {
            writer.text.Append(value is string plain && !IsPlain(plain) || value is JinjaList or JinjaTuple or JinjaDict ? "\n" : "\n...\n");
        }

        return budget.Built(writer.text.ToString());
    }

    public static object? Read(string yaml)
    {
        var reading = YamlReader.Read(yaml);
        return reading.Faults is [var fault, ..] ? throw new TemplateFault(TemplateFault.Value, $"This is no YAML: {fault.Message}") : Of(reading.Root);
    }

    /// <summary>The values of a template for those of YAML.</summary>
    public static object? Of(YamlNode? node)
    {
        switch (node)
        {
            case YamlMap map:
                var dict = new JinjaDict();
                foreach (var entry in map.Entries)
                {
                    dict[entry.Key.Value] = Of(entry.Value);
                }

                return dict;
            case YamlList list:
                return new JinjaList([.. list.Items.Select(Of)]);
            case YamlScalar { Kind: ScalarKind.Boolean } flag:
                return flag.Value.Equals("true", StringComparison.OrdinalIgnoreCase);
            case YamlScalar { Kind: ScalarKind.Number } number:
                return long.TryParse(number.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                    : double.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : number.Value;
            case YamlScalar { Kind: ScalarKind.Null } or null:
                return null;
            // PyYAML reads these of YAML 1.1 as truth values, and copier's templates rely on it
            case YamlScalar { IsPlain: true, Value: "yes" or "Yes" or "YES" or "on" or "On" or "ON" }:
                return true;
            case YamlScalar { IsPlain: true, Value: "no" or "No" or "NO" or "off" or "Off" or "OFF" }:
                return false;
            default:
                return node.Text;
        }
    }

    private void WriteBlock(object? value, int depth, bool isInSequence)
    {
        if (depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"A value is nested deeper than {Deepest} levels.");
        }

        budget.Step();
        if (text.Length > budget.Limits.LongestText)
        {
            budget.Build(text.Length);
        }

        switch (value)
        {
            case JinjaDict { Count: > 0 } dict:
                WriteMap(dict, depth, isInSequence);
                break;
            case JinjaList { Items.Count: > 0 } list:
                WriteList(list.Items, depth, isInSequence);
                break;
            case JinjaTuple { Items.Count: > 0 } tuple:
                WriteList(tuple.Items, depth, isInSequence);
                break;
            default:
                text.Append(Scalar(value));
                break;
        }
    }

    private void WriteMap(JinjaDict dict, int depth, bool isInSequence)
    {
        var pairs = dict.Pairs.Select(pair => (Key: Scalar(pair.Key), pair.Value));
        var isFirst = true;
        foreach (var (key, value) in sortsKeys ? pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal) : pairs)
        {
            Begin(depth, isFirst && (isInSequence || text.Length == 0));
            isFirst = false;
            text.Append(key).Append(':');
            if (IsBlock(value))
            {
                text.Append('\n');
                // a list within a mapping stands as deep as its key
                WriteBlock(value, value is JinjaDict ? depth + 1 : depth, isInSequence: false);
            }
            else
            {
                text.Append(' ').Append(Scalar(value)).Append('\n');
            }
        }
    }

    private void WriteList(IReadOnlyList<object?> items, int depth, bool isInSequence)
    {
        for (var index = 0; index < items.Count; index++)
        {
            Begin(depth, index == 0 && isInSequence);
            text.Append('-').Append(' ', IsBlock(items[index]) ? indent - 1 : 1);
            WriteBlock(items[index], depth + 1, isInSequence: true);
            if (!IsBlock(items[index]))
            {
                text.Append('\n');
            }
        }
    }

    private void Begin(int depth, bool isInLine)
    {
        if (!isInLine)
        {
            text.Append(' ', depth * indent);
        }
    }

    private static bool IsBlock(object? value) => value is JinjaDict { Count: > 0 } or JinjaList { Items.Count: > 0 } or JinjaTuple { Items.Count: > 0 };

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long or double => PythonText.Str(value),
        string plain => IsPlain(plain) ? plain : Quoted(plain),
        JinjaList or JinjaTuple => "[]",
        JinjaDict => "{}",
        Undefined undefined => throw undefined.Fault(),
        _ => throw new TemplateFault(TemplateFault.Value, $"A {PythonText.TypeOf(value)} cannot be written as YAML."),
    };

    private static string Quoted(string plain)
    {
        if (plain.All(letter => letter is >= ' ' and not '\u007F' and not '\uFEFF'))
        {
            return $"'{plain.Replace("'", "''", StringComparison.Ordinal)}'";
        }

        var quoted = new StringBuilder("\"");
        foreach (var letter in plain)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                < ' ' or '\u007F' or '\uFEFF' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(string value) =>
        value.Length > 0 && value.Trim() == value && !"-?:,[]{}#&*!|>'\"%@`".Contains(value[0], StringComparison.Ordinal) && value.All(letter => letter is >= ' ' and not '\u007F')
        && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal) && !value.EndsWith(':')
        && value is not ("=" or "<<") && !value.StartsWith("---", StringComparison.Ordinal) && !value.StartsWith("...", StringComparison.Ordinal) && !Other().IsMatch(value)
        || (value.Length > 1 && value[0] is '-' or '?' or ':' && value.Length > 1 && !char.IsWhiteSpace(value[1]) && value.Trim() == value && value.All(letter => letter is >= ' ')
            && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal) && !value.EndsWith(':') && !value.StartsWith("---", StringComparison.Ordinal) && !Other().IsMatch(value));

    /// <summary>What YAML 1.1 reads as anything but text.</summary>
    [GeneratedRegex(@"^(?:~|null|Null|NULL|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|[-+]?[0-9][0-9_,]*|[-+]?0[xob][0-9a-fA-F_]+|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?)$", RegexOptions.NonBacktracking)]
    private static partial Regex Other();
}
