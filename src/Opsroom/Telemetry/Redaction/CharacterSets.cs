using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The alphabets that keys are written in.</summary>
internal static class CharacterSets
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static readonly SearchValues<char> LowerHex = SearchValues.Create(Digits + "abcdef");
    public static readonly SearchValues<char> LowerAlphanumeric = SearchValues.Create(Digits + Lower);
    public static readonly SearchValues<char> UpperAlphanumeric = SearchValues.Create(Digits + Upper);
    public static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Digits + Lower + Upper);
    public static readonly SearchValues<char> Word = SearchValues.Create(Digits + Lower + Upper + "_");
    public static readonly SearchValues<char> UrlBase64 = SearchValues.Create(Digits + Lower + Upper + "_-");
    public static readonly SearchValues<char> UrlBase64Dotted = SearchValues.Create(Digits + Lower + Upper + "_-.");
    public static readonly SearchValues<char> UrlBase64DottedTilde = SearchValues.Create(Digits + Lower + Upper + "_-.~");
    public static readonly SearchValues<char> SlackPath = SearchValues.Create(Digits + Lower + Upper + "/");
    public static readonly SearchValues<char> Base64 = SearchValues.Create(Digits + Lower + Upper + "+/=");

    /// <summary>What an identifier, a dotted setting or a flag is made of.</summary>
    public static readonly SearchValues<char> Identifier = SearchValues.Create(Digits + Lower + Upper + "_-.");

    /// <summary>What a bearer credential is made of (RFC 6750).</summary>
    public static readonly SearchValues<char> Bearer = SearchValues.Create(Digits + Lower + Upper + "-._~+/=");

    /// <summary>What the body of a key is made of, its line ends and their escapes included.</summary>
    public static readonly SearchValues<char> KeyBody = SearchValues.Create(Digits + Lower + Upper + "+/=-_.\r\n\\");

    public static readonly SearchValues<char> Letters = SearchValues.Create(Lower + Upper);
    public static readonly SearchValues<char> Filler = SearchValues.Create("xX*.•-_…#");
    public static readonly SearchValues<char> Punctuation = SearchValues.Create("!@#$%^&*+=~?");
    public static readonly SearchValues<char> Kind = SearchValues.Create(Digits + Lower + "_-");
    public static readonly SearchValues<char> DigitsOnly = SearchValues.Create(Digits);

    public static bool HasDigit(ReadOnlySpan<char> text) => text.ContainsAny(DigitsOnly);

    /// <summary>How many characters of the set the text begins with.</summary>
    public static int RunOf(SearchValues<char> set, ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(set) is var end and >= 0 ? end : text.Length;
}
