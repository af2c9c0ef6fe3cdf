using System.Text;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>
/// Reads the patterns of the catalogue: plain text with <c>*</c> for anything, <c>~</c> for separators, <c>{subject}</c> and its like for what is taken out,
/// and <c>&lt;a|b&gt;</c> for alternatives. A backslash takes the meaning from the sign behind it.
/// </summary>
internal static class PatternReader
{
    /// <summary>A literal of this length is rare enough in logs to look for a pattern by it alone, where spelling out its alternatives would make too many.</summary>
    private const int TellingLiteral = 7;

    private const int MostVariants = 16;

    private const string Special = "*~{}<>|\\";

    /// <summary>One pattern, or several: alternatives are spelled out where they are few, or where no part that all share is telling.</summary>
    public static IReadOnlyList<TextPattern> Read(string pattern)
    {
        List<TextPattern> patterns = [];
        Add([.. Elements(pattern)], patterns);
        return patterns;
    }

    private static void Add(List<Element> elements, List<TextPattern> patterns)
    {
        var choice = MostTellingChoice(elements);
        if (choice < 0 || (Variants(elements) > MostVariants && elements.Exists(element => element.Literal.Length >= TellingLiteral)))
        {
            patterns.Add(new(elements));
            return;
        }

        foreach (var option in elements[choice].Options)
        {
            Add(Joined([.. elements[..choice], .. option, .. elements[(choice + 1)..]]), patterns);
        }
    }

    /// <summary>The one whose alternatives are the longest, for they make the rarest literals; -1 where there is none.</summary>
    private static int MostTellingChoice(List<Element> elements)
    {
        var longest = elements.Where(element => element.Kind == ElementKind.Choice).MaxBy(element => element.Options.Min(Longest));
        return longest is null ? -1 : elements.IndexOf(longest);
    }

    private static int Longest(IReadOnlyList<Element> elements) =>
        elements.Select(element => Math.Max(element.Literal.Length, element.Options.Select(Longest).DefaultIfEmpty().Max())).DefaultIfEmpty().Max();

    private static int Variants(IReadOnlyList<Element> elements) =>
        elements.Aggregate(1, (product, element) => element.Kind == ElementKind.Choice ? product * element.Options.Sum(Variants) : product);

    /// <summary>Literals side by side become one, which makes it a better one to look for.</summary>
    private static List<Element> Joined(List<Element> elements)
    {
        List<Element> joined = [];
        foreach (var element in elements)
        {
            if (element.Kind == ElementKind.Literal && joined is [.., { Kind: ElementKind.Literal } before])
            {
                joined[^1] = Literal([.. before.Literal, .. element.Literal]);
            }
            else
            {
                joined.Add(element);
            }
        }

        return joined;
    }

    private static Element Literal(byte[] bytes) => new(ElementKind.Literal, bytes, CaptureTarget.None, []);

    private static List<Element> Elements(string pattern)
    {
        List<Element> elements = [];
        var literal = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var sign = pattern[i];
            if (sign == '\\' && i + 1 < pattern.Length && Special.Contains(pattern[i + 1], StringComparison.Ordinal))
            {
                literal.Append(pattern[++i]);
                continue;
            }

            if (!"*~{<".Contains(sign, StringComparison.Ordinal))
            {
                literal.Append(sign);
                continue;
            }

            Close(literal, elements);
            var end = sign switch { '{' => IndexOfPlain(pattern, '}', i), '<' => IndexOfPlain(pattern, '>', i), _ => i };
            if (end < 0)
            {
                throw new FormatException($"'{sign}' is not closed in '{pattern}'.");
            }

            elements.Add(sign switch
            {
                '*' => new(ElementKind.Gap),
                '~' => new(ElementKind.Separators),
                '{' => Placeholder(pattern[(i + 1)..end]),
                _ => new(ElementKind.Choice, [], CaptureTarget.None, Options(pattern[(i + 1)..end])),
            });
            i = end;
        }

        Close(literal, elements);
        return elements;
    }

    private static List<IReadOnlyList<Element>> Options(string choice)
    {
        List<IReadOnlyList<Element>> options = [];
        for (var from = 0; from <= choice.Length;)
        {
            var bar = IndexOfPlain(choice, '|', from);
            var to = bar < 0 ? choice.Length : bar;
            options.Add(Elements(choice[from..to]));
            from = to + 1;
        }

        return options;
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

    private static void Close(StringBuilder literal, List<Element> elements)
    {
        if (literal.Length > 0)
        {
            elements.Add(Literal(Encoding.UTF8.GetBytes(literal.ToString().ToLowerInvariant())));
            literal.Clear();
        }
    }

    private static Element Placeholder(string name) => name switch
    {
        "subject" => new(ElementKind.Token, CaptureTarget.Subject),
        "depends" => new(ElementKind.Token, CaptureTarget.Depends),
        "word" => new(ElementKind.Token),
        "subject:text" => new(ElementKind.Text, CaptureTarget.Subject),
        "depends:text" => new(ElementKind.Text, CaptureTarget.Depends),
        "number" => new(ElementKind.Number),
        "some" => new(ElementKind.SomeNumber),
        "high" => new(ElementKind.HighNumber),
        "version" => new(ElementKind.Version),
        "5xx" => new(ElementKind.ServerError),
        _ => throw new FormatException($"'{{{name}}}' is not known."),
    };
}
