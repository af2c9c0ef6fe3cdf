using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>
/// A name that a person gave to something, as Harness can hold it. Harness allows letters, digits, blanks, <c>.</c>, <c>-</c> and <c>_</c> in names and less in
/// identifiers, 128 of them; what is lost on the way is made up for by a suffix that depends on the name alone.
/// </summary>
/// <param name="Original">As it was given.</param>
/// <param name="Display">What Harness shows.</param>
/// <param name="Identifier">What Harness, and references, know it by.</param>
internal sealed partial record EntityName(string Original, string Display, string Identifier)
{
    public const int MaxLength = 128;

    /// <summary>What others refer to it by: the identifier, with its scope where the name had one.</summary>
    public string Reference { get; init; } = Identifier;

    private const int SuffixLength = 9;

    /// <summary>Whether Harness shows the name as it was given.</summary>
    public bool IsExact => Display == Original;

    /// <summary>Null where the name has no letter and no digit of any script.</summary>
    /// <param name="kind">The word that stands for letters that cannot be spelt: <c>pipeline</c>, <c>service</c>, ….</param>
    public static EntityName? From(string? given, string kind)
    {
        if (given is null)
        {
            return null;
        }

        var original = given.Trim();
        if (!TrySpell(original, out var spelt, out var lost))
        {
            return null;
        }

        var words = Blanks().Replace(spelt, " ").Trim(' ', '-', '.');
        if (words.Length == 0)
        {
            words = kind;
            lost = true;
        }

        lost |= words.Length > MaxLength;
        var identifier = NotIdentifier().Replace(words, "_");
        if (char.IsAsciiDigit(identifier[0]))
        {
            identifier = "_" + identifier;
        }

        lost |= identifier.Length > MaxLength;
        return lost
            ? new(original, Cut(words, MaxLength - SuffixLength).TrimEnd(' ') + "-" + Digest(original), Cut(identifier, MaxLength - SuffixLength).TrimEnd('_') + "_" + Digest(original))
            : new(original, words, identifier);
    }

    /// <summary>Eight hexadecimal digits that depend on the text alone.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));

    private static bool TrySpell(string original, out string spelt, out bool lost)
    {
        var text = new StringBuilder(original.Length);
        var usable = false;
        lost = false;
        foreach (var letter in original.EnumerateRunes())
        {
            var spelling = Transliteration.Of(letter);
            usable |= spelling is not null ? spelling.Length > 0 : Rune.IsLetter(letter);
            lost |= letter.Value >= 0x80;
            if (spelling is not null)
            {
                text.Append(spelling);
            }
            else if (letter.Value is '-' or '_' or '.' or ' ')
            {
                text.Append((char)letter.Value);
            }
            else if (!IsMark(letter))
            {
                text.Append(' ');
                lost = true;
            }
        }

        spelt = text.ToString();
        return usable;
    }

    private static bool IsMark(Rune letter) => Rune.GetUnicodeCategory(letter) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.EnclosingMark;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    [GeneratedRegex("[^0-9A-Za-z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex NotIdentifier();
}
