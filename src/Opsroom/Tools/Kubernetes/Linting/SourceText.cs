using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>The text that was judged, by lines, and the changes of it that are certain.</summary>
internal sealed class SourceText
{
    private readonly string text;
    private readonly List<int> starts = [0];

    public SourceText(string text)
    {
        this.text = text;
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }
    }

    /// <summary>A value in place of a scalar; null where the scalar does not stand in one piece.</summary>
    /// <param name="written">The new value as YAML and JSON both read it.</param>
    public TextFix? Replace(YamlNode? node, string written)
    {
        if (node is not YamlScalar scalar || scalar.Line == 0)
        {
            return null;
        }

        var rest = From(scalar.Line, scalar.Column);
        var length = scalar.IsPlain
            ? rest.StartsWith(scalar.Value, StringComparison.Ordinal) ? scalar.Value.Length : 0
            : rest.Length > scalar.Value.Length + 1 && rest[0] is '"' or '\'' && rest[1..].StartsWith(scalar.Value, StringComparison.Ordinal) && rest[scalar.Value.Length + 1] == rest[0] ? scalar.Value.Length + 2 : 0;
        return length == 0 ? null : new(scalar.Line, scalar.Column, scalar.Line, scalar.Column + length, written);
    }

    /// <summary>Adds a field that is missing, with the parents that are missing too; null where no mapping above it stands there.</summary>
    public TextFix? Set(Spot missing, string written)
    {
        var keys = new Stack<string>();
        for (var spot = missing; spot.Key is { } key && spot.Raw is null; spot = spot.Parent!)
        {
            keys.Push(key);
            if (spot.Parent!.Raw is YamlMap { Line: > 0, Entries.Count: > 0 } map)
            {
                return Insert(map, keys, written);
            }
        }

        return null;
    }

    private TextFix? Insert(YamlMap map, Stack<string> keys, string written)
    {
        var first = map.Entries[0].Key;
        var rest = From(map.Line, map.Column);
        if (first.Line == map.Line && first.Column == map.Column && rest.TrimStart("\"'").StartsWith(first.Value, StringComparison.Ordinal))
        {
            var indent = new string(' ', map.Column - 1);
            var lines = string.Concat(keys.Select((key, depth) => $"{(depth == 0 ? "" : $"\n{indent}{new string(' ', depth * 2)}")}{key}:"));
            return new(map.Line, map.Column, map.Line, map.Column, $"{lines} {written}\n{indent}");
        }

        if (rest.StartsWith('{'))
        {
            var opened = string.Join('{', keys.Select(key => $"\"{key}\": "));
            return new(map.Line, map.Column + 1, map.Line, map.Column + 1, $"{opened}{written}{new string('}', keys.Count - 1)}, ");
        }

        return null;
    }

    private ReadOnlySpan<char> From(int line, int column)
    {
        if (line > starts.Count)
        {
            return [];
        }

        var start = starts[line - 1] + column - 1;
        var end = line < starts.Count ? starts[line] - 1 : text.Length;
        return start >= end ? [] : text.AsSpan(start, end - start);
    }
}
