using System.Text;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>
/// Reads the patterns of the catalogue: plain text with <c>*</c> for anything, <c>~</c> for separators, <c>{subject}</c> and its like for what is taken out,
/// and <c>&lt;a|b&gt;</c> for alternatives, which become a pattern each. A backslash takes the meaning from the sign behind it.
/// </summary>
internal static class PatternReader
{
    private const string Special = "*~{}<>|\\";

    public static IReadOnlyList<TextPattern> Read(string pattern)
    {
        List<string> expanded = [];
        Expand(pattern, expanded);
        return [.. expanded.Select(Compile)];
    }

    private static void Expand(string pattern, List<string> expanded)
    {
        var open = IndexOfPlain(pattern, '<', 0);
        if (open < 0)
        {
            expanded.Add(pattern);
            return;
        }

        var close = IndexOfPlain(pattern, '>', open);
        if (close < 0)
        {
            throw new FormatException($"'<' is not closed in '{pattern}'.");
        }

        var from = open + 1;
        while (from <= close)
        {
            var bar = IndexOfPlain(pattern, '|', from);
            var to = bar < 0 || bar > close ? close : bar;
            Expand(pattern[..open] + pattern[from..to] + pattern[(close + 1)..], expanded);
            from = to + 1;
        }
    }

    private static int IndexOfPlain(string pattern, char sought, int from)
    {
        for (var i = from; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == sought)
            {
                return i;
            }
        }

        return -1;
    }

    private static TextPattern Compile(string pattern)
    {
        List<Element> elements = [];
        var literal = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var sign = pattern[i];
            if (sign == '\\' && i + 1 < pattern.Length && Special.Contains(pattern[i + 1], StringComparison.Ordinal))
            {
                literal.Append(pattern[++i]);
            }
            else if (sign is '*' or '~')
            {
                Close(literal, elements);
                elements.Add(new(sign == '*' ? ElementKind.Gap : ElementKind.Separators, [], CaptureTarget.None));
            }
            else if (sign == '{')
            {
                Close(literal, elements);
                var end = pattern.IndexOf('}', i);
                elements.Add(Placeholder(end < 0 ? "" : pattern[(i + 1)..end], pattern));
                i = end;
            }
            else
            {
                literal.Append(sign);
            }
        }

        Close(literal, elements);
        return new(elements);
    }

    private static void Close(StringBuilder literal, List<Element> elements)
    {
        if (literal.Length > 0)
        {
            elements.Add(new(ElementKind.Literal, Encoding.UTF8.GetBytes(literal.ToString().ToLowerInvariant()), CaptureTarget.None));
            literal.Clear();
        }
    }

    private static Element Placeholder(string name, string pattern) => name switch
    {
        "subject" => new(ElementKind.Token, [], CaptureTarget.Subject),
        "depends" => new(ElementKind.Token, [], CaptureTarget.Depends),
        "word" => new(ElementKind.Token, [], CaptureTarget.None),
        "subject:text" => new(ElementKind.Text, [], CaptureTarget.Subject),
        "depends:text" => new(ElementKind.Text, [], CaptureTarget.Depends),
        "number" => new(ElementKind.Number, [], CaptureTarget.None),
        "some" => new(ElementKind.SomeNumber, [], CaptureTarget.None),
        "5xx" => new(ElementKind.ServerError, [], CaptureTarget.None),
        _ => throw new FormatException($"'{{{name}}}' is not known in '{pattern}'."),
    };
}
