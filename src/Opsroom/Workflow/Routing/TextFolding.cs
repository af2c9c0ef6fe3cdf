using System.Collections.Frozen;
using System.Globalization;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// Folds characters so that spellings of one word meet: case, accents, ligatures, full-width and half-width forms.
/// A table of our own, because string normalisation does nothing under invariant globalization.
/// </summary>
internal static class TextFolding
{
    private static readonly FrozenDictionary<char, string> Table = Load();

    /// <summary>Writes what <paramref name="c"/> folds to and returns how many characters that is: 0 for marks that are dropped, at most 2.</summary>
    public static int Fold(char c, Span<char> destination)
    {
        if (c < 0x80)
        {
            destination[0] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            return 1;
        }

        if (c is >= '\uFF01' and <= '\uFF5E')
        {
            return Fold((char)(c - 0xFEE0), destination);
        }

        if (c == '\u3000')
        {
            destination[0] = ' ';
            return 1;
        }

        if (Table.TryGetValue(c, out var folded))
        {
            folded.CopyTo(destination);
            return folded.Length;
        }

        if (IsDropped(c))
        {
            return 0;
        }

        destination[0] = char.ToLowerInvariant(c);
        return 1;
    }

    // combining accents, Hebrew points, Arabic vowel marks and the tatweel, joiners, byte order mark
    private static bool IsDropped(char c) => c
        is (>= '\u0300' and <= '\u036F') or (>= '\u0591' and <= '\u05C7') or (>= '\u064B' and <= '\u065F') or '\u0640' or (>= '\u200B' and <= '\u200F') or '\uFEFF';

    private static FrozenDictionary<char, string> Load()
    {
        var table = new Dictionary<char, string>();
        foreach (var line in RoutingResources.Lines("folding.txt"))
        {
            var space = line.IndexOf(' ');
            var target = line[..space];
            foreach (var c in line.AsSpan(space + 1))
            {
                table[c] = target;
            }
        }

        return table.ToFrozenDictionary();
    }

    /// <summary>Which kind of script a character belongs to, as far as word boundaries are concerned.</summary>
    public static Script ScriptOf(char c) => c switch
    {
        < '\u0080' => char.IsAsciiLetterOrDigit(c) || c == '#' ? Script.Spaced : Script.None,
        >= '\u0590' and <= '\u08FF' => IsLetterOrMark(c) ? Script.Prefixing : Script.None,
        >= '\u0E00' and <= '\u0EFF' or >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u17FF' => IsLetterOrMark(c) ? Script.Unspaced : Script.None,
        >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or '\u3005' => c is '\u30FB' or '\u30A0' ? Script.None : Script.Unspaced,
        >= '\uAC00' and <= '\uD7A3' => Script.Prefixing,
        >= '\uD800' and <= '\uDFFF' => Script.None,
        _ => IsLetterOrMark(c) ? Script.Spaced : Script.None,
    };

    private static bool IsLetterOrMark(char c) => char.IsLetterOrDigit(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}

/// <summary>How words stand in a script.</summary>
internal enum Script : byte
{
    /// <summary>Not part of a word.</summary>
    None,

    /// <summary>Words stand between spaces and begin with their stem (Latin, Cyrillic, Greek, Devanagari).</summary>
    Spaced,

    /// <summary>Words stand between spaces, but particles grow onto them (Hebrew, Arabic, Hangul).</summary>
    Prefixing,

    /// <summary>No spaces between words (Chinese, Japanese, Thai).</summary>
    Unspaced,
}
