using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>Brace expansion: <c>a{b,c}</c> and <c>{1..3}</c>.</summary>
internal static class Braces
{
    private const int Most = 128;
    private const char FirstPart = '\uE100';

    public static ImmutableArray<Word> Expand(Word word)
    {
        if (!word.Parts.Any(part => part is LiteralPart { Quoted: false } literal && literal.Text.Contains('{', StringComparison.Ordinal)) || word.Parts.Length > 1000)
        {
            return [word];
        }

        // what is quoted or expanded stands in the text as one character each, so that it is left alone
        var text = new StringBuilder();
        for (var i = 0; i < word.Parts.Length; i++)
        {
            text.Append(word.Parts[i] is LiteralPart { Quoted: false } literal ? literal.Text : ((char)(FirstPart + i)).ToString());
        }

        var variants = new List<string>();
        Expand("", text.ToString(), variants, 0);
        return variants.Count == 1 ? [word] : [.. variants.Select(variant => Restore(variant, word))];
    }

    private static Word Restore(string variant, Word word)
    {
        var parts = ImmutableArray.CreateBuilder<WordPart>();
        var literal = new StringBuilder();
        foreach (var c in variant)
        {
            var index = c - FirstPart;
            if (index >= 0 && index < word.Parts.Length)
            {
                parts.Add(new LiteralPart(literal.ToString(), Quoted: false));
                literal.Clear();
                parts.Add(word.Parts[index]);
            }
            else
            {
                literal.Append(c);
            }
        }

        parts.Add(new LiteralPart(literal.ToString(), Quoted: false));
        return new Word([.. parts.Where(part => part is not LiteralPart { Text: "", Quoted: false })]);
    }

    private static void Expand(string before, string text, List<string> variants, int depth)
    {
        if (variants.Count >= Most)
        {
            return;
        }

        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0 && depth < 12; open = text.IndexOf('{', open + 1))
        {
            if ((open > 0 && text[open - 1] == '$') || Alternatives(text, open, out var close) is not { } alternatives)
            {
                continue;
            }

            foreach (var alternative in alternatives)
            {
                Expand(before + text[..open], alternative + text[(close + 1)..], variants, depth + 1);
            }

            return;
        }

        variants.Add(before + text);
    }

    private static List<string>? Alternatives(string text, int open, out int close)
    {
        var alternatives = new List<string>();
        var start = open + 1;
        var level = 0;
        for (close = start; close < text.Length; close++)
        {
            var c = text[close];
            level += c == '{' ? 1 : 0;
            if (c == ',' && level == 0)
            {
                alternatives.Add(text[start..close]);
                start = close + 1;
            }
            else if (c == '}' && level-- == 0)
            {
                alternatives.Add(text[start..close]);
                return alternatives.Count > 1 ? alternatives : Range(alternatives[0]);
            }
        }

        return null;
    }

    private static List<string>? Range(string inside)
    {
        var ends = inside.Split("..");
        if (ends.Length is < 2 or > 3)
        {
            return null;
        }

        if (int.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from) && int.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to))
        {
            var (low, count) = (Math.Min(from, to), Math.Min(Most, Math.Abs((long)to - from) + 1));
            return [.. Enumerable.Range(0, (int)count).Select(each => (low + (long)each).ToString(CultureInfo.InvariantCulture))];
        }

        return ends[0].Length == 1 && ends[1].Length == 1
            ? [.. Enumerable.Range(Math.Min(ends[0][0], ends[1][0]), Math.Abs(ends[0][0] - ends[1][0]) + 1).Take(Most).Select(each => ((char)each).ToString())]
            : null;
    }
}
