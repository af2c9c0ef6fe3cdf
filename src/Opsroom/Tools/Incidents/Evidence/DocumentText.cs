using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Evidence;

/// <summary>What stands at JSON pointers (RFC 6901) of a document.</summary>
internal sealed class DocumentText(StructuredDocument document, TextLines lines)
{
    /// <summary>Bytes of the largest object or list that can be quoted from as it is written.</summary>
    private const int MaxWritten = 64 * 1024;

    private const int MaxLinesWritten = 500;

    /// <summary>Values below one place that are searched.</summary>
    private const int MaxValues = 20_000;

    /// <summary>The value, and how it is written in the file.</summary>
    public IReadOnlyList<string> At(string pointer)
    {
        if (Resolve(pointer) is not { } value)
        {
            return [];
        }

        var texts = new List<string>();
        var text = value.AsText();
        if (text is not null)
        {
            texts.Add(text);
        }

        var written = document.LastLine > 0 ? WrittenInYaml(pointer) : WrittenInJson(value);
        if (written is not null && written != text)
        {
            texts.Add(written);
        }

        return texts;
    }

    /// <summary>The scalars below a place, each with its own pointer.</summary>
    public IEnumerable<(string Pointer, string Value)> ValuesBelow(string pointer)
    {
        var left = new Stack<(string Pointer, JsonElement Element)>();
        if (Resolve(pointer) is { } start)
        {
            left.Push((pointer, start));
        }

        for (var seen = 0; seen < MaxValues && left.TryPop(out var next); seen++)
        {
            if (next.Element.AsText() is { } text)
            {
                yield return (next.Pointer, text);
            }
            else if (next.Element.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in next.Element.EnumerateObject().Reverse())
                {
                    left.Push(($"{next.Pointer}/{Place.Escaped(property.Name)}", property.Value));
                }
            }
            else if (next.Element.ValueKind == JsonValueKind.Array)
            {
                for (var index = next.Element.GetArrayLength() - 1; index >= 0; index--)
                {
                    left.Push(($"{next.Pointer}/{index}", next.Element[index]));
                }
            }
        }
    }

    private JsonElement? Resolve(string pointer)
    {
        var at = document.Json;
        foreach (var key in Keys(pointer))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(key, out var value))
            {
                at = value;
            }
            else if (at.ValueKind == JsonValueKind.Array && Index(key) is { } index && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    private static string? WrittenInJson(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.Length <= MaxWritten ? Encoding.UTF8.GetString(raw) : null;
    }

    /// <summary>The lines from where a value or its key begins to where the next one does.</summary>
    private string? WrittenInYaml(string pointer)
    {
        var (node, start, end) = (document.Yaml, document.Yaml.Line, document.LastLine + 1);
        foreach (var key in Keys(pointer))
        {
            if (node is YamlMap map && map.Entries.FindIndex(entry => entry.Key.Value == key) is var at and >= 0)
            {
                start = map.Entries[at].Key.Line;
                end = at + 1 < map.Entries.Count && map.Entries[at + 1].Key.Line > start ? map.Entries[at + 1].Key.Line : end;
                node = map.Entries[at].Value;
            }
            else if (node is YamlList list && Index(key) is { } index && index < list.Items.Count)
            {
                start = list.Items[index].Line;
                end = index + 1 < list.Items.Count && list.Items[index + 1].Line > start ? list.Items[index + 1].Line : end;
                node = list.Items[index];
            }
            else
            {
                return null;
            }
        }

        end = Math.Min(Math.Max(end, start + 1), lines.Count + 1);
        if (start < 1 || end - start > MaxLinesWritten)
        {
            return null;
        }

        var text = new StringBuilder();
        for (var number = start; number < end; number++)
        {
            text.Append(Encoding.UTF8.GetString(lines[number])).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Keys(string pointer) =>
        pointer.Split('/').Skip(1).Select(key => key.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static int? Index(string key) =>
        key is "0" or [>= '1' and <= '9', ..] && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
