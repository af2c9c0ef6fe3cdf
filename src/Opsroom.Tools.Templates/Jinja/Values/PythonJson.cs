using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>Writes JSON as Python's <c>json.dumps</c> does, and reads it.</summary>
internal sealed class PythonJson(int indent, bool sortsKeys, RenderBudget budget)
{
    private const int Deepest = 100;

    private readonly StringBuilder text = new();

    /// <param name="indent">Less than 0: everything on one line.</param>
    public static string Write(object? value, int indent, bool sortsKeys, RenderBudget budget)
    {
        var writer = new PythonJson(Math.Min(indent, 16), sortsKeys, budget);
        writer.Write(value, 0);
        return budget.Built(writer.text.ToString());
    }

    public static object? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            return Of(document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new TemplateFault(TemplateFault.Value, $"This is no JSON: {wrong.Message}");
        }
    }

    /// <summary>The values of a template for those of JSON.</summary>
    public static object? Of(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var dict = new JinjaDict();
                foreach (var property in element.EnumerateObject())
                {
                    dict[property.Name] = Of(property.Value);
                }

                return dict;
            case JsonValueKind.Array:
                return new JinjaList([.. element.EnumerateArray().Select(Of)]);
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble();
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            default:
                return null;
        }
    }

    private void Write(object? value, int depth)
    {
        if (depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"A value is nested deeper than {Deepest} levels.");
        }

        budget.Step();
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case long whole: text.Append(CultureInfo.InvariantCulture, $"{whole}"); break;
            case double real: text.Append(double.IsNaN(real) ? "NaN" : double.IsInfinity(real) ? real > 0 ? "Infinity" : "-Infinity" : PythonText.Real(real)); break;
            case string plain: WriteText(plain); break;
            case JinjaList list: WriteItems('[', list.Items, item => Write(item, depth + 1), ']', depth); break;
            case JinjaTuple tuple: WriteItems('[', tuple.Items, item => Write(item, depth + 1), ']', depth); break;
            case JinjaDict dict: WriteDict(dict, depth); break;
            case Undefined undefined: throw undefined.Fault();
            default: throw new TemplateFault(TemplateFault.Value, $"A {PythonText.TypeOf(value)} cannot be written as JSON.");
        }
    }

    private void WriteDict(JinjaDict dict, int depth)
    {
        var pairs = dict.Pairs.Select(pair => (Key: KeyOf(pair.Key), pair.Value));
        var ordered = sortsKeys ? pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal) : pairs;
        WriteItems('{', [.. ordered], pair =>
        {
            WriteText(pair.Key);
            text.Append(": ");
            Write(pair.Value, depth + 1);
        }, '}', depth);
    }

    private void WriteItems<T>(char open, IReadOnlyList<T> items, Action<T> write, char close, int depth)
    {
        text.Append(open);
        for (var index = 0; index < items.Count; index++)
        {
            text.Append(index == 0 ? "" : indent < 0 ? ", " : ",");
            NewLine(depth + 1);
            write(items[index]);
            if (text.Length > budget.Limits.LongestText)
            {
                budget.Build(text.Length);
            }
        }

        if (items.Count > 0)
        {
            NewLine(depth);
        }

        text.Append(close);
    }

    private void NewLine(int depth)
    {
        if (indent >= 0)
        {
            text.Append('\n').Append(' ', indent * depth);
        }
    }

    private static string KeyOf(object? key) => key switch
    {
        string plain => plain,
        null => "null",
        bool flag => flag ? "true" : "false",
        long or double => PythonText.Str(key),
        _ => throw new TemplateFault(TemplateFault.Value, $"A {PythonText.TypeOf(key)} cannot be a key in JSON."),
    };

    private void WriteText(string plain)
    {
        text.Append('"');
        foreach (var letter in plain)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or > '~' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
