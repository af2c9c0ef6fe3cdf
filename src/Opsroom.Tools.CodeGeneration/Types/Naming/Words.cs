using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.CodeGeneration.Types.Naming;

/// <summary>Takes any text apart into words of letters and digits, and puts words together as languages write names.</summary>
internal static class Words
{
    /// <summary>Letters of the longest name that is made; longer ones are cut.</summary>
    public const int MaxLength = 80;

    /// <summary>From here on stand forms of letters that stand elsewhere.</summary>
    private const char LastPlain = '\uF900';

    private static readonly FrozenDictionary<string, string> Symbols = (
        "* star + plus - minus / slash = equal == equal != notEqual <> notEqual < less <= lessOrEqual > greater >= greaterOrEqual % percent & and && and | or || or ! not ? question . dot , comma "
        + ": colon ; semicolon # hash @ at $ dollar ^ caret ~ tilde _ underscore () parentheses [] brackets {} braces")
        .Split(' ').Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>The words of a text: parted at everything that is no letter or digit, and where lower case turns to upper. Empty where there is nothing.</summary>
    public static ImmutableArray<string> Of(string text)
    {
        if (Symbols.TryGetValue(text, out var spoken))
        {
            text = spoken;
        }
        else if (text.Length > 1 && text[0] is '+' or '-' && char.IsAsciiDigit(text[1]))
        {
            text = (text[0] == '+' ? "plus" : "minus") + text[1..];
        }

        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var letters = Plain(text.Length > MaxLength ? text[..MaxLength] : text);
        for (var i = 0; i < letters.Length; i++)
        {
            var letter = letters[i];
            if (!char.IsLetterOrDigit(letter))
            {
                End(words, word);
                continue;
            }

            if (word.Length > 0 && char.IsUpper(letter) && (!char.IsUpper(word[^1]) || (i + 1 < letters.Length && char.IsLower(letters[i + 1]) && !IsPlural(letters, i))))
            {
                End(words, word);
            }

            word.Append(letter);
        }

        End(words, word);
        return words.ToImmutable();
    }

    /// <summary><c>PetStore</c>; <paramref name="prefix"/> stands in front of a digit and in the place of nothing.</summary>
    public static string Pascal(string text, string prefix) => Prefixed(string.Concat(Of(text).Select(Capital)), Capital(prefix));

    /// <summary><c>petStore</c>.</summary>
    public static string Camel(string text, string prefix)
    {
        var words = Of(text);
        return Prefixed(string.Concat(words.Select((word, i) => i == 0 ? word.ToLowerInvariant() : Capital(word))), prefix);
    }

    /// <summary><c>pet_store</c>.</summary>
    public static string Snake(string text, string prefix) => Joined(text, prefix, "_");

    /// <summary><c>pet-store</c>.</summary>
    public static string Kebab(string text, string prefix) => Joined(text, prefix, "-");

    /// <summary><c>PET_STORE</c>.</summary>
    public static string Upper(string text, string prefix) => Snake(text, prefix).ToUpperInvariant();

    /// <summary>With the numbers of letters in the place of those beyond ASCII: for names of files that every system can write.</summary>
    public static string AsciiOnly(string name) =>
        Ascii.IsValid(name) ? name : string.Concat(name.Select((letter, i) => char.IsAscii(letter) ? letter.ToString() : (i == 0 ? "U" : "u") + ((int)letter).ToString("X4", CultureInfo.InvariantCulture)));

    private static string Joined(string text, string prefix, string between)
    {
        var joined = string.Join(between, Of(text).Select(word => word.ToLowerInvariant()));
        return joined.Length == 0 ? prefix : char.IsDigit(joined[0]) ? prefix + between + joined : joined;
    }

    private static string Prefixed(string name, string prefix) => name.Length == 0 || char.IsDigit(name[0]) ? prefix + name : name;

    private static string Capital(string word) =>
        word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + (word.Length > 1 && word.All(letter => !char.IsLower(letter)) ? word[1..].ToLowerInvariant() : word[1..]);

    /// <summary>"IDs": the small letter belongs to the capitals before it.</summary>
    private static bool IsPlural(string letters, int at) =>
        letters[at + 1] == 's' && (at + 2 == letters.Length || !char.IsLower(letters[at + 2]));

    private static void End(ImmutableArray<string>.Builder words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Without marks, and with anything that is no letter of names in every language parting words: letters beside the basic plane, and forms that Python would read as other letters.</summary>
    private static string Plain(string text) => Ascii.IsValid(text) ? text : string.Concat(text.Select(Plain).Where(letter => letter != '\0'));

    private static char Plain(char letter) => char.GetUnicodeCategory(letter) switch
    {
        _ when char.IsAscii(letter) => letter,
        UnicodeCategory.NonSpacingMark => '\0',
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter when letter < LastPlain => letter,
        _ => '_',
    };
}
