using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>A kind of key that can be told by what it begins with.</summary>
/// <param name="Prefix">What it begins with, upper and lower case as issued.</param>
/// <param name="Kind">What it is called in the token that replaces it.</param>
/// <param name="Alphabet">What follows the prefix.</param>
/// <param name="Shortest">How many characters follow at least.</param>
/// <param name="Longest">How many follow at most; where more do, it is something else.</param>
/// <param name="Random">Whether it has to look random, because its prefix is also an ordinary beginning of words.</param>
internal sealed record KeyShape(
    string Prefix, string Kind, SearchValues<char> Alphabet, int Shortest, int Longest = int.MaxValue, bool Random = false) : IKeyShape
{
    public SecretSpan? Find(ReadOnlySpan<char> text, int at)
    {
        var body = text[(at + Prefix.Length)..];
        var length = CharacterSets.RunOf(Alphabet, body);
        if (length < Shortest || length > Longest)
        {
            return null;
        }

        body = body[..length];
        return Placeholder.IsFiller(body) || (Random && !LooksRandom(body)) ? null : new SecretSpan(at, Prefix.Length + length, Kind, IsKnown: true);
    }

    private static bool LooksRandom(ReadOnlySpan<char> body)
    {
        var (digits, capitals, separators) = (0, 0, 0);
        foreach (var character in body)
        {
            digits += char.IsAsciiDigit(character) ? 1 : 0;
            capitals += char.IsAsciiLetterUpper(character) ? 1 : 0;
            separators += character is '-' or '_' ? 1 : 0;
        }

        return digits >= 2 && (separators == 0 || capitals > 0);
    }
}
