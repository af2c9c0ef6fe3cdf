using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>What methods and filters do with texts; whatever may make a text larger asks the budget first.</summary>
internal static class TextEdits
{
    private const int MostParts = 200_000;

    /// <summary>The character at each place, whatever it takes in UTF-16.</summary>
    public static Func<int, string> Letters(JinjaRun run, string text, out int length)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            length = text.Length;
            return at => text[at].ToString();
        }

        run.Budget.List(text.Length);
        string[] letters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        length = letters.Length;
        return at => letters[at];
    }

    public static string Replace(JinjaRun run, string text, string old, string made, long count)
    {
        if (count == 0)
        {
            return text;
        }

        var found = old.Length == 0 ? text.Length + 1L : Count(text, old);
        var times = count < 0 ? found : Math.Min(found, count);
        run.Budget.Build(text.Length + (times * Math.Max(0, made.Length - old.Length)));
        if (old.Length == 0)
        {
            return string.Concat(text.Select((letter, at) => at < times ? made + letter : letter.ToString())) + (times > text.Length ? made : "");
        }

        if (count < 0)
        {
            return text.Replace(old, made, StringComparison.Ordinal);
        }

        var parts = Split(text, old, times);
        return string.Join(made, parts);
    }

    public static long Count(string text, string sought)
    {
        if (sought.Length == 0)
        {
            return text.Length + 1L;
        }

        var count = 0L;
        for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought, at + sought.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    public static List<string> Split(string text, object? separator, long most)
    {
        var parts = new List<string>();
        if (separator is null)
        {
            var at = 0;
            while (true)
            {
                while (at < text.Length && char.IsWhiteSpace(text[at]))
                {
                    at++;
                }

                if (at == text.Length)
                {
                    return parts;
                }

                if (most >= 0 && parts.Count == most)
                {
                    parts.Add(text[at..].TrimEnd());
                    return parts;
                }

                var start = at;
                while (at < text.Length && !char.IsWhiteSpace(text[at]))
                {
                    at++;
                }

                parts.Add(text[start..at]);
            }
        }

        var mark = Mark(separator);
        if (Count(text, mark) > MostParts)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The template was stopped: it splits a text into more than {MostParts} parts.");
        }

        var from = 0;
        while (most < 0 || parts.Count < most)
        {
            var at = text.IndexOf(mark, from, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            parts.Add(text[from..at]);
            from = at + mark.Length;
        }

        parts.Add(text[from..]);
        return parts;
    }

    public static List<string> SplitFromEnd(string text, object? separator, long most)
    {
        var all = Split(text, separator, -1);
        if (most < 0 || all.Count <= most + 1)
        {
            return all;
        }

        var last = all.GetRange(all.Count - (int)most, (int)most);
        var rest = separator is null ? text.TrimEnd() : text;
        for (var index = last.Count - 1; index >= 0; index--)
        {
            rest = rest[..^last[index].Length];
            rest = separator is null ? rest.TrimEnd() : rest[..^Mark(separator).Length];
        }

        return [separator is null ? rest.TrimStart() : rest, .. last];
    }

    public static List<string> Lines(string text, bool withEnds)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('\n', '\r') is >= 0 and var found ? start + found : text.Length;
            var next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(text[start..(withEnds ? next : end)]);
            start = next;
        }

        return lines;
    }

    public static JinjaTuple Partition(string text, string separator, bool fromEnd)
    {
        var at = fromEnd ? text.LastIndexOf(Mark(separator), StringComparison.Ordinal) : text.IndexOf(Mark(separator), StringComparison.Ordinal);
        return new(at < 0 ? fromEnd ? ["", "", text] : [text, "", ""] : [text[..at], separator, text[(at + separator.Length)..]]);
    }

    public static string Join(JinjaRun run, string separator, IEnumerable<string> parts)
    {
        var all = parts.ToList();
        run.Budget.Build(all.Sum(part => (long)part.Length) + ((long)separator.Length * Math.Max(0, all.Count - 1)));
        return string.Join(separator, all);
    }

    /// <param name="side">Less than 0: the text stands left; 0: in the middle; more: right.</param>
    public static string Pad(JinjaRun run, string text, long width, string fill, int side)
    {
        if (fill.Length != 1)
        {
            throw JinjaRun.Fault("The text is filled up with one character.");
        }

        if (width <= text.Length)
        {
            return text;
        }

        run.Budget.Build(width);
        var missing = (int)width - text.Length;
        // Python puts the odd one left only where the width is odd too
        var left = side < 0 ? 0 : side > 0 ? missing : (missing / 2) + (missing & (int)width & 1);
        return new string(fill[0], left) + text + new string(fill[0], missing - left);
    }

    public static string Repeated(JinjaRun run, string text, long times) => (string)PythonArithmetic.Apply("*", text, times, run.Budget)!;

    private static string Mark(object? separator) => PythonText.Str(separator) is { Length: > 0 } mark ? mark : throw JinjaRun.Fault("The separator is empty.");
}
