using System.Text;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>Shell patterns (<c>*</c>, <c>?</c>, <c>[…]</c>) over short texts.</summary>
internal static class TextPatterns
{
    private const int Longest = 512;

    /// <summary>Whether the whole text fits; time is bounded by the product of both lengths.</summary>
    public static bool Fits(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int t = 0, p = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && Matches(text[t], pattern, p, out var next))
            {
                (p, t) = (next, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    public static bool HasPattern(string text) => text.AsSpan().IndexOfAny("*?[") >= 0;

    public static string RemovePrefix(string value, string pattern, bool longest)
    {
        for (var i = 0; i <= value.Length && value.Length <= Longest; i++)
        {
            var end = longest ? value.Length - i : i;
            if (Fits(value.AsSpan(0, end), pattern))
            {
                return value[end..];
            }
        }

        return value.Length <= Longest ? value : Unknown.Text;
    }

    public static string RemoveSuffix(string value, string pattern, bool longest)
    {
        for (var i = 0; i <= value.Length && value.Length <= Longest; i++)
        {
            var start = longest ? i : value.Length - i;
            if (Fits(value.AsSpan(start), pattern))
            {
                return value[..start];
            }
        }

        return value.Length <= Longest ? value : Unknown.Text;
    }

    /// <summary>Replaces plain text; a pattern with wildcards makes the result unknown.</summary>
    public static string Replace(string value, string argument, bool all)
    {
        var slash = argument.IndexOf('/', StringComparison.Ordinal);
        var (pattern, with) = slash < 0 ? (argument, "") : (argument[..slash], argument[(slash + 1)..]);
        if (pattern.Length == 0 || HasPattern(pattern) || pattern[0] is '#' or '%')
        {
            return Unknown.Text;
        }

        var first = value.IndexOf(pattern, StringComparison.Ordinal);
        return all ? value.Replace(pattern, with, StringComparison.Ordinal)
            : first < 0 ? value : new StringBuilder(value).Remove(first, pattern.Length).Insert(first, with).ToString();
    }

    private static bool Matches(char c, ReadOnlySpan<char> pattern, int p, out int next)
    {
        next = p + 1;
        if (pattern[p] == '[')
        {
            var close = pattern[(p + 1)..].IndexOf(']');
            if (close > 0)
            {
                var set = pattern.Slice(p + 1, close);
                next = p + close + 2;
                var isNegated = set[0] is '!' or '^';
                return IsInSet(c, isNegated ? set[1..] : set) != isNegated;
            }
        }

        return pattern[p] == '?' || pattern[p] == c;
    }

    private static bool IsInSet(char c, ReadOnlySpan<char> set)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-' ? c >= set[i] && c <= set[i + 2] : c == set[i])
            {
                return true;
            }
        }

        return false;
    }
}
