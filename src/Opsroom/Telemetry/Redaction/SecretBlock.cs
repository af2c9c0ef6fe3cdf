using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The values of a Kubernetes secret that is written in lines, each key on one of its own. Marks of quotations and diffs before the lines count as blanks.</summary>
internal static class SecretBlock
{
    private static readonly SearchValues<char> Margin = SearchValues.Create(" \t>|+-");

    /// <param name="key">Where the key <c>kind</c> stands.</param>
    /// <param name="isList">Whether it is a list of secrets, which stand further in.</param>
    public static void AddTo(List<SecretSpan> found, ReadOnlySpan<char> text, int key, bool isList)
    {
        var line = StartOf(text, key);
        var column = key - line;
        if (text[line..key].ContainsAnyExcept(Margin))
        {
            return;
        }

        if (!IsItem(text, line, column))
        {
            for (var above = line; above > 0;)
            {
                above = StartOf(text, above - 1);
                if (Ends(text, above, column) || IsMarker(text, above))
                {
                    break;
                }

                line = above;
                if (IsItem(text, above, column))
                {
                    break;
                }
            }
        }

        var first = line;
        while (line < text.Length)
        {
            if (line != first && line > key && (Ends(text, line, column) || IsMarker(text, line) || IsItem(text, line, column)))
            {
                return;
            }

            var indent = Indent(text, line);
            line = (indent == column || (isList && indent > column)) && ValuesAt(text, line + indent, out var isEncoded) is { } values
                ? AddValues(found, text, line, indent, values, isEncoded)
                : Next(text, line);
        }
    }

    /// <summary>Adds the values of a mapping; answers the line behind it.</summary>
    /// <param name="rest">What follows the mapping's own key on its line.</param>
    private static int AddValues(List<SecretSpan> found, ReadOnlySpan<char> text, int line, int column, int rest, bool isEncoded)
    {
        var (end, below) = (EndOf(text, line), Next(text, line));
        rest = SkipProperties(text, rest, end);
        if (rest < end && text[rest] == '{')
        {
            var cursor = new FlowCursor(text, rest);
            SecretManifests.AddMap(text, ref cursor, isEncoded, found);
            return cursor.End > end ? Next(text, StartOf(text, cursor.End)) : below;
        }

        if (rest < end && text[rest] != '#')
        {
            Add(found, text, rest, end, isEncoded: false);
        }

        var indent = -1;
        while (below < text.Length && !IsMarker(text, below))
        {
            if (IsBlank(text, below) || text[below + Indent(text, below)] == '#')
            {
                below = Next(text, below);
                continue;
            }

            var own = Indent(text, below);
            if (own <= column)
            {
                return below;
            }

            indent = indent < 0 ? own : indent;
            below = AddEntry(found, text, below, Math.Min(indent, own), isEncoded);
        }

        return below;
    }

    /// <summary>Adds the value of one key, on its line or below it; answers the line behind it.</summary>
    private static int AddEntry(List<SecretSpan> found, ReadOnlySpan<char> text, int line, int indent, bool isEncoded)
    {
        var (end, behind) = (EndOf(text, line), Next(text, line));
        while (behind < text.Length && !IsMarker(text, behind) && (IsBlank(text, behind) || Indent(text, behind) > indent))
        {
            behind = Next(text, behind);
        }

        var value = ValueAfter(text, line + Indent(text, line), end) is { } after ? SkipProperties(text, after, end) : line + Indent(text, line);
        if (value < end && text[value] is '|' or '>')
        {
            var first = Next(text, line);
            while (first < behind && IsBlank(text, first))
            {
                first = Next(text, first);
            }

            Add(found, text, first < behind ? first + Indent(text, first) : behind, behind, isEncoded);
        }
        else
        {
            Add(found, text, value, behind, isEncoded);
        }

        return behind;
    }

    private static void Add(List<SecretSpan> found, ReadOnlySpan<char> text, int start, int end, bool isEncoded)
    {
        end = start + text[start..Math.Max(start, end)].TrimEnd(" \t\r\n").Length;
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        if (start < end && text[start] is '"' or '\'')
        {
            var close = ClosingQuote(text[start..end]);
            (start, end) = close > 0 ? (start + 1, start + close) : (start, end);
        }
        else if (text[start..end].IndexOf(" #", StringComparison.Ordinal) is var comment and > 0 && !text[start..end].Contains('\n'))
        {
            end = start + text.Slice(start, comment).TrimEnd(" \t").Length;
        }

        if (end > start && !SecretManifests.IsNothing(text[start..end]))
        {
            found.Add(new SecretSpan(start, end - start, SecretManifests.KindOf(text[start..end], isEncoded), IsKnown: true));
        }
    }

    private static int ClosingQuote(ReadOnlySpan<char> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[0] == '"' && text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == text[0])
            {
                if (text[0] == '\'' && at + 1 < text.Length && text[at + 1] == '\'')
                {
                    at++;
                    continue;
                }

                return at;
            }
        }

        return -1;
    }

    /// <summary>Where the value of <c>data</c> or <c>stringData</c> begins, if one of them is the key here.</summary>
    private static int? ValuesAt(ReadOnlySpan<char> text, int at, out bool isEncoded)
    {
        var end = EndOf(text, at);
        isEncoded = false;
        if (ValueAfter(text, at, end) is not { } value)
        {
            return null;
        }

        var key = text[at..value].TrimEnd(" \t").TrimEnd(':').TrimEnd(" \t").Trim("\"'");
        isEncoded = key is "data";
        return SecretManifests.IsValues(key) ? value : null;
    }

    /// <summary>Where the value begins that follows the key here; null where there is no key.</summary>
    private static int? ValueAfter(ReadOnlySpan<char> text, int at, int end)
    {
        var from = at < end && text[at] is '"' or '\'' && ClosingQuote(text[at..end]) is var close and > 0 ? at + close : at;
        for (; from < end; from++)
        {
            if (text[from] == ':' && (from + 1 == end || text[from + 1] is ' ' or '\t' or '\r'))
            {
                from++;
                while (from < end && text[from] is ' ' or '\t')
                {
                    from++;
                }

                return from;
            }
        }

        return null;
    }

    /// <summary>Tags and anchors stand before a value.</summary>
    private static int SkipProperties(ReadOnlySpan<char> text, int at, int end)
    {
        while (at < end && text[at] is '!' or '&')
        {
            while (at < end && text[at] is not (' ' or '\t'))
            {
                at++;
            }

            while (at < end && text[at] is ' ' or '\t')
            {
                at++;
            }
        }

        return at;
    }

    private static int StartOf(ReadOnlySpan<char> text, int at) => text[..at].LastIndexOf('\n') + 1;

    private static int EndOf(ReadOnlySpan<char> text, int at)
    {
        var length = text[at..].IndexOf('\n');
        length = length < 0 ? text.Length - at : length;
        return at + text.Slice(at, length).TrimEnd('\r').Length;
    }

    private static int Next(ReadOnlySpan<char> text, int at) => text[at..].IndexOf('\n') is var length and >= 0 ? at + length + 1 : text.Length;

    private static bool IsBlank(ReadOnlySpan<char> text, int line) => Indent(text, line) is var indent && (line + indent >= text.Length || text[line + indent] is '\n' or '\r');

    /// <summary>Whether what is written with this column ends before the line.</summary>
    private static bool Ends(ReadOnlySpan<char> text, int line, int column) => !IsBlank(text, line) && Indent(text, line) is var indent && indent < column && text[line + indent] != '#';

    /// <summary>Whether a document, or a quotation of one, begins or ends here.</summary>
    private static bool IsMarker(ReadOnlySpan<char> text, int line)
    {
        var rest = text[line..EndOf(text, line)];
        return rest is "---" or "..." || rest.StartsWith("--- ", StringComparison.Ordinal) || rest.TrimStart(" \t").StartsWith("```", StringComparison.Ordinal);
    }

    /// <summary>Whether an item of a list begins on the line whose keys stand in this column.</summary>
    private static bool IsItem(ReadOnlySpan<char> text, int line, int column) =>
        column >= 2 && line + column < text.Length && Indent(text, line) == column && text[line + column - 2] == '-' && text[line + column - 1] == ' ';

    /// <summary>How far in the line begins.</summary>
    private static int Indent(ReadOnlySpan<char> text, int line)
    {
        var at = line;
        while (at < text.Length && (text[at] is ' ' or '\t' or '>' or '|' or '+' || (text[at] == '-' && at + 1 < text.Length && text[at + 1] is ' ' or '-' or '\t')))
        {
            at++;
        }

        return at - line;
    }
}
