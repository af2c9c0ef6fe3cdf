using System.Buffers;
using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Whether a word looks like a name that somebody gave, whatever stands around it.</summary>
internal static class NameShape
{
    private const int LongestName = 120;

    /// <summary>What paths, images, variables, flags and expressions are written with, and names are not.</summary>
    private static readonly SearchValues<char> Foreign = SearchValues.Create("/:@\\$%#*~=+");

    private static readonly SearchValues<char> Joints = SearchValues.Create("-_");

    /// <summary>Last parts of names that only services have.</summary>
    private static readonly FrozenSet<string> LastParts = WordSet.Of(
        "service svc api app worker gateway frontend backend ui web bff server consumer job processor portal engine bot proxy site");

    /// <summary>First parts that make an attribute of what follows: a micro-service, a self-service portal.</summary>
    private static readonly FrozenSet<string> AttributeParts = WordSet.Of("micro multi self cross per in");

    /// <summary>Last parts that make an attribute of a word: event-driven, log4j-ish.</summary>
    private static readonly FrozenSet<string> AttributeEndings = WordSet.Of(
        "based style ish like hosted driven dependent related specific ready aware free native compatible friendly level wide facing grade backed managed powered only side");

    /// <summary>A name with a hyphen or an underscore in it, or a digit at its end, that is not a word of the trade.</summary>
    public static bool IsIdentifier(Token token)
    {
        var text = token.Text;
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || text.Length is < 3 or > LongestName || !char.IsLetter(text[0]) && text[0] != '_' || text.Contains(' '))
        {
            return false;
        }

        if (text.AsSpan(1).IndexOfAny(Joints) < 0)
        {
            return text.Length > 3 && char.IsAsciiDigit(text[^1]) && token.Terms is Term.None && !IsSomethingElse(token);
        }

        var isWord = Vocabulary.IsCompound(token.Key) || Contains(AttributeEndings, token.Key.AsSpan(token.Key.AsSpan().LastIndexOfAny(Joints) + 1));
        return (token.Kind == TokenKind.Quoted || EndsLikeService(token.Key) || !isWord) && !IsSomethingElse(token);
    }

    /// <summary>Whether somebody could have called something that.</summary>
    public static bool IsNameLike(Token token) => token.Kind switch
    {
        TokenKind.Quoted => IsQuotedName(token),
        TokenKind.Word => token.Text.Length is > 1 and <= LongestName && char.IsLetterOrDigit(token.Text[0])
            && (token.IsUnknown ? !IsSomethingElse(token) : IsIdentifier(token)),
        _ => false,
    };

    /// <summary>A word that the vocabulary does not know and that looks like nothing else.</summary>
    public static bool IsPlainName(Token token) => token.IsUnknown && token.Text.Length > 2 && !IsSomethingElse(token);

    /// <summary>Ends as names of services do: <c>orders-api</c>, <c>my-service</c>, but not <c>micro-service</c>.</summary>
    public static bool EndsLikeService(string key)
    {
        var last = key.AsSpan().LastIndexOfAny(Joints);
        return last > 0 && Contains(LastParts, key.AsSpan(last + 1)) && !Contains(AttributeParts, key.AsSpan(0, key.AsSpan().IndexOfAny(Joints)));
    }

    /// <summary>A path, an image, a flag, a number, a version, a ticket, or an environment with its region.</summary>
    public static bool IsSomethingElse(Token token)
    {
        var key = token.Key;
        return key.AsSpan().IndexOfAny(Foreign) >= 0 || key[0] is '-' or '.' || char.IsAsciiDigit(key[0]) && !key.Any(char.IsLetter)
            || IsTicket(token.Text) || References.IsVersion(key) || References.HasFileExtension(key) || Measures.IsDuration(key)
            || EnvironmentReader.Normalise(key, certainOnly: true) is not null;
    }

    private static bool IsQuotedName(Token token) =>
        token.Text.Length <= LongestName && token.Key.Count(c => c == ' ') < 4 && token.Key.IndexOfAny(['<', '{']) < 0
        && token.Text.Any(char.IsLetterOrDigit) && !IsSomethingElse(token);

    /// <summary><c>PLAT-2291</c>.</summary>
    private static bool IsTicket(ReadOnlySpan<char> word)
    {
        var dash = word.IndexOf('-');
        return dash > 1 && dash < word.Length - 1 && !word[..dash].ContainsAnyExceptInRange('A', 'Z') && !word[(dash + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool Contains(FrozenSet<string> words, ReadOnlySpan<char> word) => words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
